/** A dump on demand: `kill -USR2` shows what every task of a running process waits for. */
import type { Runtime } from '../runtime/runtime.ts'
import '../future/symbols.ts'

/** What it needs of the process; Node's is one. */
export interface SignalSource {
  on(signal: string, listener: () => void): unknown
  off(signal: string, listener: () => void): unknown
}

/** What {@link dumpOnSignal} takes beside the runtime. */
export interface DumpOnSignalOptions {
  /** Default: `SIGUSR2`. (Node itself takes `SIGUSR1`, for its inspector.) */
  signal?: string
  /** Default: `console.error`. */
  write?: (text: string) => void
  /** Who is told of signals. Default: the process. */
  process?: SignalSource
}

/**
 * Prints `runtime.dumpText()` each time that the process gets the signal, until the guard is disposed. It does not keep the
 * process alive.
 *
 * For runtimes with the driver `hostLoop()`: Node runs handlers of signals in turns of its event loop, so one that comes
 * while `blockOn` has the thread is answered when that returns.
 *
 * Rust: `Handle::dump`, in a task that waits for `tokio::signal::unix`.
 *
 * @throws TypeError where there is no process.
 * @example
 * using _ = dumpOnSignal(runtime)
 * // kill -USR2 <pid>:
 * // pollux: "jobs", 2 unfinished
 * // task 1 (Serve): waiting, waits on a connection
 * // task 2 (sleep(1000)): waiting, waits on a timer (due in 431 ms)
 */
export function dumpOnSignal(runtime: Runtime, options: DumpOnSignalOptions = {}): Disposable {
  const { signal = 'SIGUSR2', write = console.error } = options
  const process = options.process ?? (globalThis as { process?: Partial<SignalSource> }).process
  if (typeof process?.on !== 'function' || typeof process.off !== 'function') {
    throw new TypeError('dumpOnSignal: this host has no process that gets signals; call runtime.dumpText() when a dump is wanted')
  }
  const source = process as SignalSource
  const listener = (): void => write(describe(runtime))
  source.on(signal, listener)
  return { [Symbol.dispose]: () => void source.off(signal, listener) }
}

function describe(runtime: Runtime): string {
  const { length } = runtime.dump()
  const title = `pollux: ${runtime.label()}, ${length === 0 ? 'nothing' : length} unfinished`
  return length === 0 ? title : `${title}\n${runtime.dumpText()}`
}
