/**
 * The host, as far as `hostLoop` needs it: later turns of its event loop, a timer, the time, and word of the process's
 * end. Found among the globals when first asked for, so that loading this does nothing and runs anywhere.
 *
 * What gives a later turn at once, measured on one machine:
 *
 *     Node, Bun, Deno   setImmediate     0.6 to 6 µs a turn; keeps the process alive; input and output come in between
 *     a page, a worker  MessageChannel   no delay is added; rendering and input come in between
 *
 * And what does not: `setTimeout(0)` is 1 ms everywhere, and 4 ms in pages and Deno once nested. `MessageChannel` in Node,
 * Bun and Deno lets a thousand messages through before it looks at a socket. `scheduler.postTask` is not in every
 * browser, and makes a promise for every turn.
 */

/**
 * Milliseconds of a turn that a runtime may take. What the host has to do beside (input, output, timers, frames) waits
 * for this long, plus the poll that is under way. Above 1 it is felt in the latency of a busy server; much below, and
 * what a turn costs by itself is felt in the throughput.
 */
const TURN_MS = 1

/**
 * Deno looks at its sockets only every 61 turns, as the tokio does on which it stands (a server answered after 122
 * turns); so there the same millisecond is 61 turns, each no shorter than some times what it costs, 2.4 µs.
 */
const DENO_TURN_MS = TURN_MS / 61

/**
 * An event loop that can run a runtime. The thread's own is found by itself; another one (of a game, a test, a widget
 * toolkit) is given as `hostLoop({ host })`.
 *
 * Rust: no counterpart in tokio; the nearest is `glib::MainContext`.
 *
 * @example
 * const frames: Host = {
 *   now: () => performance.now(),
 *   turnMs: 4,
 *   soon: turn => void requestAnimationFrame(turn),
 *   setTimer: (ring, ms) => setTimeout(ring, ms),
 *   clearTimer: timer => clearTimeout(timer as number),
 *   process: null,
 * }
 */
export interface Host {
  /** Milliseconds on a clock that never goes back. */
  now(): number
  /** Milliseconds that may be used up in one turn. */
  readonly turnMs: number
  /** Calls `turn` once, from an empty stack, in a later turn of the event loop; the process stays alive until then. */
  soon(turn: () => void): void
  /**
   * Calls `ring` once, in about `ms` milliseconds, from 1 to 2³¹ − 1; the process stays alive until then or until it is
   * cleared.
   *
   * @returns what `clearTimer` takes.
   */
  setTimer(ring: () => void, ms: number): unknown
  clearTimer(timer: unknown): void
  /** Where the host is a process that ends when it has nothing left to do: that process. */
  readonly process: HostProcess | null
}

/**
 * A process that ends by itself, as far as the report of what is stuck then needs it. Node's `process` is one.
 *
 * Rust: `std::process`.
 *
 * @example
 * const host: Host = { ...frames, process: globalThis.process }
 */
export interface HostProcess {
  /** `beforeExit`: nothing keeps the process alive. */
  on(event: 'beforeExit', listener: () => void): unknown
  /** Set to 13 if tasks are stuck then and it is undefined; else left alone. */
  exitCode?: number | string | null | undefined
}

/** What hosts offer, by the names they have in common. */
interface HostGlobals {
  setImmediate?: (turn: () => void) => unknown
  MessageChannel?: new () => Channel
  setTimeout(ring: () => void, ms: number): unknown
  clearTimeout(timer: unknown): void
  process?: HostProcess
  Deno?: unknown
}

interface Channel {
  readonly port1: { addEventListener(type: 'message', listener: () => void): void; start(): void }
  readonly port2: { postMessage(message: null): void }
}

// Each is looked up when it is used: who puts fake timers there is obeyed.
const globals = (): HostGlobals => globalThis as unknown as HostGlobals

/** What every host has alike. */
abstract class GlobalHost implements Host {
  abstract readonly turnMs: number
  abstract soon(turn: () => void): void

  now(): number {
    return performance.now()
  }

  setTimer(ring: () => void, ms: number): unknown {
    return globals().setTimeout(ring, ms)
  }

  clearTimer(timer: unknown): void {
    globals().clearTimeout(timer)
  }

  get process(): HostProcess | null {
    const { process } = globals()
    return typeof process?.on === 'function' ? process : null
  }
}

/** Node, Bun, Deno. */
class ImmediateHost extends GlobalHost {
  readonly turnMs: number

  constructor(turnMs: number) {
    super()
    this.turnMs = turnMs
  }

  soon(turn: () => void): void {
    globals().setImmediate!(turn)
  }
}

/** Pages and their workers: each message to oneself is a turn. */
class MessageHost extends GlobalHost {
  readonly turnMs: number
  private readonly turns: (() => void)[]
  private readonly channel: Channel

  constructor(MessageChannel: new () => Channel) {
    super()
    this.turnMs = TURN_MS
    this.turns = []
    this.channel = new MessageChannel()
    const { port1 } = this.channel
    port1.addEventListener('message', () => this.turns.shift()?.())
    port1.start()
  }

  soon(turn: () => void): void {
    this.turns.push(turn)
    this.channel.port2.postMessage(null)
  }
}

const found: { host: Host | null } = { host: null }

/**
 * The host of this thread.
 *
 * @throws TypeError if it has no way to give a later turn at once.
 */
export function thisHost(): Host {
  return (found.host ??= findHost())
}

function findHost(): Host {
  const { setImmediate, MessageChannel, Deno } = globals()
  if (typeof setImmediate === 'function') return new ImmediateHost(Deno === undefined ? TURN_MS : DENO_TURN_MS)
  if (typeof MessageChannel === 'function') return new MessageHost(MessageChannel)
  throw new TypeError('hostLoop: this host has neither setImmediate nor MessageChannel; give hostLoop({ host }) one of your own')
}
