/** Before each test file: says which one this process begins, for `stuck-files.ts`; and the seed of its property tests, if there is one. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'vitest'
import { STUCK_FOLDER } from './stuck-files.ts'

const folder = process.env[STUCK_FOLDER]
if (folder !== undefined) writeFileSync(join(folder, String(process.pid)), expect.getState().testPath ?? 'a file of no name')

// Where a run must not depend on luck, its property tests draw the same examples each time; by default they draw new ones.
const seed = process.env.POLLUX_TEST_SEED
if (seed !== undefined) (await import('fast-check')).configureGlobal({ seed: Number(seed) })
