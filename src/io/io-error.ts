/** What the system refuses, or reports: one class, told apart by the system's own codes. */
import type { Failure } from './io-host.ts'

/** What the usual codes mean, in words. */
const WORDS: Readonly<Record<string, string>> = {
  EACCES: 'permission denied',
  EADDRINUSE: 'the address is in use',
  EADDRNOTAVAIL: 'the address is not one of this machine',
  EAI_AGAIN: 'the name server does not answer',
  EBADF: 'it is not open for that',
  ECONNABORTED: 'the connection was aborted',
  ECONNREFUSED: 'nobody listens there',
  ECONNRESET: 'the other side cut the connection',
  EEXIST: 'it is there already',
  EHOSTUNREACH: 'no way leads to that host',
  EISDIR: 'it is a folder',
  EMFILE: 'this process has too many files open',
  EMSGSIZE: 'it is longer than allowed',
  ENETUNREACH: 'no way leads to that network',
  ENFILE: 'this machine has too many files open',
  ENOENT: 'there is no such file or folder',
  ENOSPC: 'the disk is full',
  ENOTDIR: 'a part of the path is no folder',
  ENOTFOUND: 'there is no such host',
  EPERM: 'it is not permitted',
  EPIPE: 'the other side reads no more',
  ETIMEDOUT: 'no answer came in time',
  ERR_POLLUX_UNEXPECTED_END: 'the bytes ended too early',
  ERR_POLLUX_REACTOR_DIED: 'the thread that owns sockets and files has ended; the next operation starts another one',
  ERR_POLLUX_NO_HOST: 'this host has no sockets and no files; pollux/io runs on Node, Bun and Deno',
}

/**
 * Input or output failed. `code` is the system's: `ECONNREFUSED`, `ECONNRESET`, `EPIPE`, `ENOTFOUND`, `ENOENT`, `ENOSPC`,
 * `EMFILE` …; `ERR_POLLUX_UNEXPECTED_END` where bytes ended before as many had come as were asked for; and `ERR_POLLUX_REACTOR_DIED` where the
 * thread has ended that owned a parked thread's sockets and files.
 *
 * Rust: `std::io::Error`; `code` is its `ErrorKind`.
 *
 * @example
 * try {
 *   return yield* wait(TcpStream.connect({ host, port }))
 * } catch (error) {
 *   if (error instanceof IoError && error.code === 'ECONNREFUSED') return null // nobody is there yet
 *   throw error
 * }
 */
export class IoError extends Error {
  override readonly name = 'IoError'
  readonly code: string
  /** The call of the system's that failed: `connect`, `read`, `open` … */
  readonly syscall: string
  /** For sockets, whom it was about: `127.0.0.1:80`. */
  readonly address: string | undefined
  /** For files. */
  readonly path: string | undefined

  /** @param operation what the program asked for: `TcpStream.connect`. */
  constructor(operation: string, failure: Failure) {
    super(message(operation, failure), failure.cause === undefined ? undefined : { cause: failure.cause })
    this.code = failure.code
    this.syscall = failure.syscall
    this.address = failure.address
    this.path = failure.path
  }
}

function message(operation: string, { code, syscall, address, path, words = WORDS[code] }: Failure): string {
  const about = [syscall, address ?? path ?? ''].filter(part => part !== '').join(' ')
  return `${operation}: ${words === undefined ? code : `${words} (${code})`}, in ${about}`
}

/** "127.0.0.1:80", "[::1]:80". */
export function addressText({ address, port }: { address: string; port: number }): string {
  return address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`
}
