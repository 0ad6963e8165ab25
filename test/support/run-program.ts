import { spawnSync } from 'node:child_process'
import type { Ended } from './run-example.ts'

/** Runs a TypeScript file in a process of its own, with `flags` for Node that come before everything else. */
export function runProgram(file: string, args: readonly string[] = [], flags: readonly string[] = []): Ended {
  const { stdout, stderr, status } = spawnSync(process.execPath, [...flags, '--import', 'tsx', file, ...args], { encoding: 'utf8' })
  return { lines: linesOf(stdout), errors: linesOf(stderr), status }
}

function linesOf(text: string): string[] {
  return text === '' ? [] : text.replace(/\n$/, '').split('\n')
}
