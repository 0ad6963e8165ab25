/** Node's modules for sockets and files, which Bun and Deno have too: what is used of them, since their own types are not everywhere where pollux is compiled. */
import type { Failure } from '../io-host.ts'

/** A socket, or one of the process's standard streams. */
export interface NodeStream {
  on(event: string, listener: (value: never) => void): unknown
  pause(): unknown
  resume(): unknown
  write(bytes: Uint8Array, done: () => void): boolean
  readonly writableLength?: number
  ref?(): unknown
  unref?(): unknown
}

export interface NodeSocket extends NodeStream {
  end(done: () => void): unknown
  destroy(): unknown
  setNoDelay(on: boolean): unknown
  /** Calls `then` when nothing has been read or written for `ms` milliseconds. */
  setTimeout?(ms: number, then: () => void): unknown
  readonly connecting: boolean
  readonly localAddress?: string
  readonly localPort?: number
  readonly remoteAddress?: string
  readonly remotePort?: number
  /** Node's own handle below the socket. */
  _handle?: { useUserBuffer?: unknown } | null
}

export interface NodeServer {
  on(event: string, listener: (value: never) => void): unknown
  listen(options: object): unknown
  close(): unknown
  unref(): unknown
  address(): { address: string; port: number; family: string | number } | string | null
}

export interface NetModule {
  connect(options: object): NodeSocket
  createServer(options: object): NodeServer
  Socket: new (options: object) => NodeSocket
}

type Done<T> = (error: NodeError | null, value: T) => void

export interface FsModule {
  open(path: string, flags: string, done: Done<number>): void
  read(fd: number, into: Uint8Array, offset: number, length: number, at: number | null, done: Done<number>): void
  write(fd: number, from: Uint8Array, offset: number, length: number, at: number | null, done: Done<number>): void
  fstat(fd: number, done: Done<{ size: number }>): void
  fsync(fd: number, done: Done<void>): void
  close(fd: number, done: Done<void>): void
}

/** An error of Node's. Attempts at several addresses are told together, in `errors`. */
export interface NodeError extends Error {
  code?: string
  syscall?: string
  address?: string
  port?: number
  hostname?: string
  path?: string
  errors?: NodeError[]
}

interface NodeProcess {
  getBuiltinModule?(name: string): unknown
  on(event: 'beforeExit' | 'exit', listener: () => void): unknown
  readonly env: Record<string, string | undefined>
  readonly stdin: NodeStream
  readonly stdout: NodeStream
}

/** One end of a channel between threads. */
export interface NodePort {
  on(event: 'message', listener: (message: unknown) => void): unknown
  postMessage(message: unknown, transfer?: readonly unknown[]): void
  ref(): void
  unref(): void
  close(): void
}

export interface NodeWorker extends NodePort {
  on(event: 'message' | 'error', listener: (value: unknown) => void): unknown
  terminate(): unknown
}

export interface ThreadsModule {
  Worker: new (url: URL, options: object) => NodeWorker
  MessageChannel: new () => { port1: NodePort; port2: NodePort }
  receiveMessageOnPort(port: NodePort): { message: unknown } | undefined
  readonly parentPort: NodePort | null
}

/** Null on a host that has none. */
export function nodeNet(): NetModule | null {
  return (nodeProcess()?.getBuiltinModule?.('node:net') as NetModule | undefined) ?? null
}

/** Null on a host that has none. */
export function nodeFs(): FsModule | null {
  return (nodeProcess()?.getBuiltinModule?.('node:fs') as FsModule | undefined) ?? null
}

/** Null on a host that has none. */
export function nodeThreads(): ThreadsModule | null {
  return (nodeProcess()?.getBuiltinModule?.('node:worker_threads') as ThreadsModule | undefined) ?? null
}

/** The standard streams by their numbers: `process.stdin` of a worker is what its maker writes to it. */
export function nodeStandard(kind: 'stdin' | 'stdout'): NodeStream {
  const fd = kind === 'stdin' ? 0 : 1
  const fs = nodeProcess()!.getBuiltinModule!('node:fs') as StandardFs
  const stat = fs.fstatSync(fd)
  if (stat.isFIFO() || stat.isSocket()) return new (nodeNet()!).Socket({ fd, readable: fd === 0, writable: fd === 1 })
  const tty = nodeProcess()!.getBuiltinModule!('node:tty') as { isatty(fd: number): boolean; ReadStream: NewTty; WriteStream: NewTty }
  if (tty.isatty(fd)) return fd === 0 ? new tty.ReadStream(0) : new tty.WriteStream(1)
  return fd === 0 ? fs.createReadStream('', { fd, autoClose: false }) : fs.createWriteStream('', { fd, autoClose: false })
}

type NewTty = new (fd: number) => NodeStream

interface StandardFs {
  fstatSync(fd: number): { isFIFO(): boolean; isSocket(): boolean }
  createReadStream(path: string, options: object): NodeStream
  createWriteStream(path: string, options: object): NodeStream
}

/** Null on a host that has none. */
export function nodeProcess(): NodeProcess | null {
  return (globalThis as unknown as { process?: NodeProcess }).process ?? null
}

/** What is said on a host without sockets and files. */
export const NO_HOST: Failure = { code: 'ERR_POLLUX_NO_HOST', syscall: 'getBuiltinModule' }

/** An error of Node's as data. What it does not tell is taken from `known`. */
export function failureOf(error: NodeError, known: { syscall: string; address?: string; path?: string }): Failure {
  const first = error.errors?.[0] ?? error
  const syscall = first.syscall ?? known.syscall
  const address = first.hostname ?? (first.address !== undefined && first.port !== undefined ? endpoint(first.address, first.port) : known.address)
  return { code: first.code ?? error.code ?? 'EIO', syscall, address, path: first.path ?? known.path, cause: error }
}

function endpoint(address: string, port: number): string {
  return address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`
}
