import { readdirSync, readlinkSync } from 'node:fs'
import { hostLoop, parkThread, Runtime, toPromise, wait, type Future } from '../../src/index.ts'
import { readFile, TcpListener, TcpStream } from '../../src/io/index.ts'
import { hostTurns } from './host-turns.ts'

export const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)
export const text = (from: Uint8Array): string => new TextDecoder().decode(from)

/** Who owns sockets and files: the event loop of the host, or the reactor below a runtime that parks this thread. */
export type Owner = 'the event loop' | 'the reactor'
export const OWNERS: Owner[] = ['the event loop', 'the reactor']

/** A runtime for programs that wait for sockets and files. The same program, polled by hand, finds it as the current one. */
export class IoStand implements Disposable {
  readonly runtime: Runtime
  private readonly owner: Owner
  private readonly guard: Disposable

  constructor(owner: Owner = 'the event loop') {
    this.owner = owner
    this.runtime = new Runtime({ driver: owner === 'the reactor' ? parkThread() : hostLoop() })
    this.guard = this.runtime.enter()
    // The thread has files of its own, which are there before any test counts.
    if (owner === 'the reactor') this.runtime.blockOn(readFile('/dev/null'))
  }

  async run<T>(future: Future<T>): Promise<T> {
    return this.owner === 'the reactor' ? this.runtime.blockOn(future) : toPromise(future, { runtime: this.runtime })
  }

  /** What `future` throws. */
  async thrown(future: Future<unknown>): Promise<unknown> {
    try {
      return `nothing was thrown: ${String(await this.run(future))}`
    } catch (error) {
      return error
    }
  }

  /** Turns of the host, and on the runtime that it does not run. */
  async turns(n = 1): Promise<void> {
    for (let turn = 0; turn < n; turn++) {
      if (this.owner === 'the reactor') this.runtime.runUntilStalled()
      await hostTurns()
    }
  }

  /** Such turns until `settled`: what the kernel has on its way comes in some of them. */
  async until(settled: () => boolean): Promise<void> {
    while (!settled()) await this.turns()
  }

  [Symbol.dispose](): void {
    this.guard[Symbol.dispose]()
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
