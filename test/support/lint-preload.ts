// Loaded before a program (`node --import`): each of its runtimes runs under lints, and what they find is printed to stderr.
import { lintEverywhere } from '../../src/watch/index.ts'

lintEverywhere()
