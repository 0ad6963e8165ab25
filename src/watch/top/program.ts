/** The program that `pollux top` runs and looks into: a process of its own, and the file in which it tells of itself. */
import { spawn, type ChildProcess } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { constants, tmpdir } from 'node:os'
import { join } from 'node:path'
import '../../future/symbols.ts'
import type { Snapshot } from './snapshot.ts'
import { readSnapshot, TOP_FILE } from './snapshot-file.ts'

/** The signals that end `pollux top`, and with it the program: from the keyboard, from outside, and when the terminal goes. */
export const ENDING = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

/** How it ended: the exit code; or that it could not be started. */
export type Outcome = { readonly status: number } | { readonly failed: string }

/** What a shell says of a process that a signal ended: 128 and the signal's number. */
function codeOf(signal: NodeJS.Signals | null): number {
  return 128 + (signal === null ? 0 : constants.signals[signal])
}

/** Milliseconds between asking a program to end and making it. */
const GRACE = 2000

export class WatchedProgram implements Disposable {
  private readonly child: ChildProcess
  private readonly folder: string
  private readonly file: string
  private outcome: Outcome | null
  private latest: Snapshot | null
  private stopping: ReturnType<typeof setTimeout> | undefined

  /**
   * @param output what becomes of what the program prints: it goes where ours goes, or to `printed`.
   * @param ended called once.
   */
  constructor(command: readonly string[], output: 'inherit' | 'pipe', printed: (text: string) => void, ended: (outcome: Outcome) => void) {
    this.folder = mkdtempSync(join(tmpdir(), 'pollux-top-'))
    this.file = join(this.folder, 'snapshot.json')
    this.outcome = null
    this.latest = null
    this.stopping = undefined
    const [name = '', ...args] = command
    const input = output === 'inherit' ? 'inherit' : 'ignore'
    this.child = spawn(name, args, { stdio: [input, output, output], env: { ...process.env, [TOP_FILE]: this.file } })
    for (const stream of [this.child.stdout, this.child.stderr]) stream?.setEncoding('utf8').on('data', printed)
    this.child.on('error', error => this.end({ failed: `cannot run ${name}: ${error.message}` }, ended))
    this.child.on('close', (status, signal) => this.end({ status: status ?? codeOf(signal) }, ended))
  }

  private end(outcome: Outcome, ended: (outcome: Outcome) => void): void {
    if (this.outcome !== null) return
    clearTimeout(this.stopping)
    this.snapshot()
    this.outcome = outcome
    ended(outcome)
  }

  get isRunning(): boolean {
    return this.outcome === null
  }

  /** The latest; null if the program has not told of itself so far. */
  snapshot(): Snapshot | null {
    return (this.latest = readSnapshot(this.file) ?? this.latest)
  }

  /** Asks it to end, and some time later makes it: a thread that is parked runs no handler of signals. */
  stop(): void {
    this.child.kill('SIGTERM')
    this.stopping ??= setTimeout(() => this.child.kill('SIGKILL'), GRACE)
  }

  /** Leaves nothing behind. */
  [Symbol.dispose](): void {
    if (this.outcome === null) this.child.kill('SIGKILL')
    rmSync(this.folder, { recursive: true, force: true })
  }
}
