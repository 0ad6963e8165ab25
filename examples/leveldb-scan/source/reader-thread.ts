/** The reader thread: a worker that carries out read requests and wakes the executor after each. */
import { parentPort } from 'node:worker_threads'
import { wakeRemote, type RemoteHandle } from '../../../src/runtime/remote-handle.ts'
import { BlockMemory } from '../format/block-memory.ts'
import { ReaderControl } from './reader-control.ts'
import { Reader } from './reader.ts'

/** What the main thread passes as `workerData`. */
export interface ReaderData {
  readonly folder: string
  readonly control: SharedArrayBuffer
}

/** What the main thread posts. */
export type ReaderMessage =
  | { readonly kind: 'read'; readonly table: number; readonly size: number; readonly first: number; readonly count: number; readonly buffer: SharedArrayBuffer }
  | { readonly kind: 'close'; readonly table: number }
  | { readonly kind: 'wake'; readonly handle: RemoteHandle }

/** Serves until the thread is terminated. */
export function serve({ folder, control: buffer }: ReaderData): void {
  const control = new ReaderControl(buffer)
  const reader = new Reader(folder)
  let handle: RemoteHandle | null = null
  const wake = () => {
    if (handle !== null) wakeRemote(handle)
  }
  process.on('uncaughtException', error => {
    control.break(String(error.stack ?? error))
    wake()
  })
  parentPort!.on('message', (message: ReaderMessage) => {
    if (message.kind === 'read') {
      reader.execute({ ...message, memory: new BlockMemory(message.buffer) })
    } else if (message.kind === 'close') {
      reader.close(message.table)
      return
    } else {
      // Answers that came before somebody could be woken are announced by the first wake.
      handle = message.handle
    }
    wake()
  })
  control.up()
}
