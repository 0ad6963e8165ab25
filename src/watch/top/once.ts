/** `pollux top --once`: one table, for scripts and for outputs that are no terminal. */
import { drop } from '../../future/dispose.ts'
import type { TopArguments } from './arguments.ts'
import { ENDING, WatchedProgram } from './program.ts'
import { renderTable } from './table.ts'

/** Said at the end of a program that never told of itself. */
export const NOT_OPTED_IN =
  'pollux top: the program told nothing of itself. It opts in with a line before it makes runtimes:\n\n' +
  "    import { serveTop } from 'pollux/watch'\n    serveTop()\n"

/** Milliseconds between two looks whether the program has begun; and how long that may take. */
const LOOK = 50
const PATIENCE = 30_000

/** Runs the program, prints the table when it has ended or is stopped, and gives `done` the exit code. */
export function watchOnce({ command, after, sort, rows }: TopArguments, done: (status: number) => void): void {
  let stopped = false
  let timer: ReturnType<typeof setTimeout> | undefined
  const program = new WatchedProgram(command, 'inherit', () => {}, outcome => {
    clearTimeout(timer)
    clearInterval(looking)
    const snapshot = program.snapshot()
    drop(program)
    if ('failed' in outcome) return fail(`pollux top: ${outcome.failed}\n`, 127, done)
    if (snapshot === null) return fail(NOT_OPTED_IN, outcome.status || 1, done)
    process.stdout.write(`${renderTable(snapshot, { sort, rows, width: process.stdout.columns || 0 }).join('\n')}\n`)
    done(stopped ? 0 : outcome.status)
  })
  const stop = (): void => {
    stopped = true
    program.stop()
  }
  // Waits for the program to end, and leaves nothing behind.
  for (const signal of ENDING) process.on(signal, () => program.stop())
  if (after !== null) timer = setTimeout(stop, PATIENCE + after)
  const look = (): void => {
    if (after === null || !program.snapshot()?.tasks.length) return
    clearInterval(looking)
    clearTimeout(timer)
    timer = setTimeout(stop, after)
  }
  const looking = setInterval(look, LOOK)
}

function fail(message: string, status: number, done: (status: number) => void): void {
  process.stderr.write(message)
  done(status)
}
