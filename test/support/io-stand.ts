import { readdirSync, readlinkSync } from 'node:fs'
import { hostLoop, Runtime, toPromise, wait, type Future } from '../../src/index.ts'
import { TcpListener, TcpStream } from '../../src/io/index.ts'

export const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)
export const text = (from: Uint8Array): string => new TextDecoder().decode(from)

/** A runtime on the host's event loop, for programs that wait for sockets and files. */
export class IoStand implements Disposable {
  readonly runtime: Runtime

  constructor() {
    this.runtime = new Runtime({ driver: hostLoop() })
  }

  run<T>(future: Future<T>): Promise<T> {
    return toPromise(future, { runtime: this.runtime })
  }

  /** What `future` throws. */
  async thrown(future: Future<unknown>): Promise<unknown> {
    try {
      return `nothing was thrown: ${String(await this.run(future))}`
    } catch (error) {
      return error
    }
  }

  [Symbol.dispose](): void {
    this.runtime[Symbol.dispose]()
  }
}

/** Both ends of a connection. */
export function* connected(): Generator<Future<unknown>, [client: TcpStream, server: TcpStream], unknown> {
  using listener = yield* wait(TcpListener.bind({ port: 0 }))
  const client = yield* wait(TcpStream.connect(listener.address))
  const server = yield* wait(listener.accept())
  return [client, server]
}

/** How many sockets this process has, as Linux lists them. */
export function openSockets(): number {
  return readdirSync('/proc/self/fd').filter(fd => {
    try {
      return readlinkSync(`/proc/self/fd/${fd}`).startsWith('socket:')
    } catch {
      return false
    }
  }).length
}
