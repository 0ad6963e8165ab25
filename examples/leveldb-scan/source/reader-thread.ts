/**
 * The reader thread: a worker with a runtime on its own event loop, in which one task carries out read requests and wakes the executor of the main
 * thread after each.
 */
import { parentPort } from 'node:worker_threads'
import { BlockMemory } from '../format/block-memory.ts'
import { IoReader } from './io-reader.ts'
import { ReaderControl } from './reader-control.ts'
import { asyncBlock, hostLoop, Pending, pollFn, Runtime, wait, wakeRemote, type Future, type Poll, type RemoteHandle, type Waker } from './thread-pollux.ts'

/** What the main thread passes as `workerData`. */
export interface ReaderData {
  readonly folder: string
  readonly control: SharedArrayBuffer
}

type Work =
  | { readonly kind: 'read'; readonly table: number; readonly size: number; readonly first: number; readonly count: number; readonly buffer: SharedArrayBuffer }
  | { readonly kind: 'close'; readonly table: number }

/** What the main thread posts. */
export type ReaderMessage = Work | { readonly kind: 'wake'; readonly handle: RemoteHandle }

/** Serves until the thread is terminated. */
export function serve({ folder, control: buffer }: ReaderData): void {
  const control = new ReaderControl(buffer)
  let handle: RemoteHandle | null = null
  const wake = () => {
    if (handle !== null) wakeRemote(handle)
  }
  const fail = (error: Error) => {
    control.break(String(error.stack ?? error))
    wake()
  }
  process.on('uncaughtException', fail)
  const reader = new IoReader(folder)
  const inbox = new Inbox()
  const runtime = new Runtime({ driver: hostLoop(), name: 'leveldb-reader', onUnhandledError: fail })
  runtime.spawnLocal(asyncBlock(function* () {
    for (;;) {
      const work = yield* wait(inbox.next())
      if (work.kind === 'close') {
        reader.close(work.table)
      } else {
        yield* reader.execute({ ...work, memory: new BlockMemory(work.buffer) })
        wake()
      }
    }
  }))
  parentPort!.on('message', (message: ReaderMessage) => {
    if (message.kind !== 'wake') return inbox.put(message)
    // Answers that came before somebody could be woken are announced by the first wake.
    handle = message.handle
    wake()
  })
  control.up()
}

/** What was posted and not begun. A channel of the library would do, but brings streams along, which take time to load. */
class Inbox {
  private readonly work: Work[]
  private waker: Waker | null

  constructor() {
    this.work = []
    this.waker = null
  }

  put(work: Work): void {
    const { waker } = this
    this.work.push(work)
    this.waker = null
    waker?.wake()
  }

  next(): Future<Work> {
    return pollFn((cx): Poll<Work> => {
      const work = this.work.shift()
      if (work !== undefined) return work
      this.waker = cx.waker
      return Pending
    })
  }
}
