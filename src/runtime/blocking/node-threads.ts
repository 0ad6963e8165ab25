/**
 * Threads under Node, Bun and Deno. They belong to a supervisor, a thread that hears of their ends (see `supervisor.mjs`); what
 * they have to do and to say goes straight between them and this thread, by ports that can be read while it is parked.
 * Nothing here keeps the process alive.
 */
import type { Thread, ThreadListener, Threads } from './threads.ts'
import type { WireAnswer, WireEnd, WireSeat } from './wire.ts'

/** The part of `node:worker_threads` that is used; its own types are not everywhere where pollux is compiled. */
interface WorkerThreads {
  Worker: new (url: URL, options: object) => Supervisor
  MessageChannel: new () => { port1: Port; port2: Port }
  receiveMessageOnPort(port: Port): { message: unknown } | undefined
  SHARE_ENV: symbol
}

interface Port {
  on(event: 'message', listener: (message: never) => void): unknown
  postMessage(message: object, transfer?: readonly unknown[]): void
  unref(): void
  close(): void
}

interface Supervisor {
  on(event: 'error' | 'exit', listener: () => void): unknown
  postMessage(message: object, transfer?: readonly unknown[]): void
  unref(): void
}

interface NodeProcess {
  getBuiltinModule?(name: string): unknown
  readonly execArgv?: readonly string[]
  readonly env: Record<string, string | undefined>
  readonly features?: { readonly typescript?: unknown }
  cwd(): string
  readonly versions: { readonly bun?: string; readonly deno?: string }
}

/** Null on a host that is none of them. */
export function nodeThreads(): Threads | null {
  const { process } = globalThis as unknown as { process?: NodeProcess }
  const threads = process?.getBuiltinModule?.('node:worker_threads') as WorkerThreads | undefined
  if (process === undefined || threads === undefined || typeof threads.receiveMessageOnPort !== 'function') return null
  const os = process.getBuiltinModule!('node:os') as { availableParallelism?(): number; cpus(): unknown[] }
  return new NodeThreads(threads, os.availableParallelism?.() ?? os.cpus().length, workerFlags(process))
}

class NodeThreads implements Threads {
  readonly parkable: boolean
  readonly parallelism: number
  private readonly node: WorkerThreads
  private readonly flags: WorkerFlags
  /** Made for the first thread. */
  private supervisor: Supervisor | null
  private reports: Port | null
  /** How many reports have not been read, in shared memory. */
  private ends: Int32Array | null
  /** What was told before there was a supervisor. */
  private readonly untold: object[]

  constructor(node: WorkerThreads, parallelism: number, flags: WorkerFlags) {
    this.parkable = true
    this.parallelism = parallelism
    this.node = node
    this.flags = flags
    this.supervisor = null
    this.reports = null
    this.ends = null
    this.untold = []
  }

  start(id: number, listener: ThreadListener, heapMb: number | null): Thread {
    this.supervisor ??= this.supervise(listener)
    const { port1, port2 } = new this.node.MessageChannel()
    const url = new URL('../worker-bootstrap.mjs', import.meta.url).href
    const resourceLimits = heapMb === null ? {} : { maxOldGenerationSizeMb: heapMb }
    this.supervisor.postMessage({ start: { id, port: port2, url, ...this.flags, resourceLimits } }, [port2])
    port1.on('message', (answer: WireAnswer) => listener.answered(id, answer))
    port1.unref()
    return new NodeThread(this.node, port1)
  }

  private supervise(listener: ThreadListener): Supervisor {
    const { Worker, MessageChannel, SHARE_ENV } = this.node
    const { port1, port2 } = new MessageChannel()
    const ends = (this.ends = new Int32Array(new SharedArrayBuffer(4)))
    const options = { name: 'pollux supervisor', workerData: { reports: port2, ends }, transferList: [port2], execArgv: [], env: SHARE_ENV }
    const supervisor = withoutOptions(() => new Worker(new URL('./supervisor.mjs', import.meta.url), options))
    supervisor.unref()
    port1.on('message', (end: WireEnd) => {
      Atomics.sub(ends, 0, 1)
      listener.ended(end)
    })
    port1.unref()
    this.reports = port1
    for (const message of this.untold.splice(0)) supervisor.postMessage(message)
    return supervisor
  }

  receiveEnd(): WireEnd | undefined {
    // To look at the word is a hundred times cheaper than to look at the port.
    if (this.reports === null || Atomics.load(this.ends!, 0) === 0) return
    const end = this.node.receiveMessageOnPort(this.reports)?.message as WireEnd | undefined
    if (end !== undefined) Atomics.sub(this.ends!, 0, 1)
    return end
  }

  tell(message: { seat: WireSeat } | { gone: readonly number[] }): void {
    if (this.supervisor === null) this.untold.push(message)
    else this.supervisor.postMessage(message)
  }
}

class NodeThread implements Thread {
  private readonly node: WorkerThreads
  private readonly port: Port

  constructor(node: WorkerThreads, port: Port) {
    this.node = node
    this.port = port
  }

  post(message: object, transfer: readonly unknown[]): void {
    // Node asks a list for its iterator, also an empty one.
    if (transfer.length === 0) this.port.postMessage(message)
    else this.port.postMessage(message, transfer)
  }

  receive(): WireAnswer | undefined {
    return this.node.receiveMessageOnPort(this.port)?.message as WireAnswer | undefined
  }

  close(): void {
    this.port.close()
  }
}

/**
 * Makes the supervisor with none of the program's flags, those of the environment included: what they load is of no use to
 * it, takes time, and if it failed there nobody would be left to tell a parked thread of any end.
 */
function withoutOptions<T>(make: () => T): T {
  const { env } = (globalThis as unknown as { process: NodeProcess }).process
  const given = env['NODE_OPTIONS']
  if (given === undefined) return make()
  delete env['NODE_OPTIONS']
  try {
    return make()
  } finally {
    env['NODE_OPTIONS'] = given
  }
}

interface WorkerFlags {
  readonly execArgv: readonly string[]
  /** What `--import` and `--require` load that is TypeScript and wants a loader: the worker loads it when it has one. */
  readonly preloads: readonly string[]
  /** From where the `tsx` is found under which the program runs; null if it runs under none. */
  readonly tsx: string | null
}

/** Flags by which modules are found and loaded; a value follows where it is not behind a `=`. */
const WITH_VALUE = /^(--import|--require|-r|--loader|--experimental-loader|--conditions|-C)(?:=(.*))?$/
/** By the name of the package, as Node finds it from the current folder; or by a path into it, as its own command gives. */
const TSX = /^tsx(?:$|[/\\])|[/\\]tsx[/\\]dist[/\\]/
const PRELOAD = /^(?:--import|--require|-r)$/
const TYPESCRIPT = /\.[cm]?tsx?(?:[?#].*)?$/
const ALONE = /^--(?:experimental-strip-types|experimental-transform-types|enable-source-maps|preserve-symlinks|no-warnings)$/

/**
 * The program's flags that its jobs need: those that say how modules are loaded. The others are the process's, and some
 * make a worker refuse to start. `tsx` is not among them: in a worker its flag does nothing but take time, so the worker is
 * told where it is, and what must wait for it.
 */
function workerFlags(process: NodeProcess): WorkerFlags {
  const { execArgv = [], env, features, versions } = process
  const given = [...optionsIn(env['NODE_OPTIONS'] ?? ''), ...execArgv]
  const readsTypes = Boolean(features?.typescript) || versions.bun !== undefined || versions.deno !== undefined
  const flags: string[] = []
  const preloads: string[] = []
  let tsx: string | null = null
  for (let at = 0; at < given.length; at++) {
    if (ALONE.test(given[at]!)) flags.push(given[at]!)
    const [, flag, joined] = WITH_VALUE.exec(given[at]!) ?? []
    if (flag === undefined) continue
    const value = joined ?? given[++at] ?? ''
    if (TSX.test(value)) tsx = value.startsWith('tsx') ? `${process.cwd()}/` : value
    else if ((tsx !== null || !readsTypes) && PRELOAD.test(flag) && TYPESCRIPT.test(value)) preloads.push(value)
    else flags.push(flag, value)
  }
  return { execArgv: flags, preloads, tsx }
}

/** As Node reads them: spaces part them, but for those in double quotes, where a backslash takes the next character as it is. */
function optionsIn(text: string): string[] {
  const written = text.match(/(?:[^\s"]|"(?:\\.|[^"\\])*"?)+/g) ?? []
  return written.map(option => option.replace(/"((?:\\.|[^"\\])*)"?/g, (_, quoted: string) => quoted.replace(/\\(.)/g, '$1')))
}
