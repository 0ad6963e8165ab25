/** The main thread's end of the reader thread. */
import { Worker } from 'node:worker_threads'
import { LevelDbError } from '../errors.ts'
import type { RemoteHandle } from '../pollux.ts'
import type { ReadRequest } from './read-request.ts'
import { Broken, ReaderControl, Up } from './reader-control.ts'
import type { ReaderData, ReaderMessage } from './reader-thread.ts'

/** How long to wait for a thread to come up, in milliseconds; it takes some tenths of a second. */
const START_PATIENCE = 30_000

export class ReaderWorker {
  private readonly folder: string
  private readonly control: ReaderControl
  private readonly worker: Worker

  /** Starts the thread. `boot` is the script that it begins with. */
  constructor(folder: string, boot: URL) {
    this.folder = folder
    this.control = new ReaderControl()
    const workerData: ReaderData = { folder, control: this.control.buffer }
    // No options of the main thread's: they would register the loader a second time, and wait for each other.
    this.worker = new Worker(boot, { workerData, execArgv: [], name: 'leveldb-reader' })
    this.worker.unref()
    // Heard only by a main thread that turns its event loop; a parked one looks at `control`, or runs out of patience.
    this.worker.on('error', error => this.control.break(String(error)))
  }

  /**
   * Whether the thread takes requests yet.
   *
   * @throws LevelDbError `READER` if it broke.
   */
  isUp(): boolean {
    const failure = this.failure()
    if (failure !== null) throw failure
    return this.control.state === Up
  }

  /** Why the thread takes no requests any more, or null while it is well. */
  failure(): LevelDbError | null {
    return this.control.state === Broken ? this.error(`the reader thread broke: ${this.control.why}`) : null
  }

  /** Blocks until the thread is up. @throws LevelDbError `READER` if that takes too long, or it broke. */
  waitUntilUp(): void {
    this.control.wait(START_PATIENCE)
    if (!this.isUp()) throw this.error('the reader thread did not start')
  }

  error(what: string): LevelDbError {
    return new LevelDbError('ERR_LEVELDB_READER', this.folder, 0, what)
  }

  read({ table, size, first, count, memory }: ReadRequest): void {
    this.post({ kind: 'read', table, size, first, count, buffer: memory.buffer as SharedArrayBuffer })
  }

  close(table: number): void {
    this.post({ kind: 'close', table })
  }

  /** From now on `handle` is woken after each answer, and once now. */
  wakes(handle: RemoteHandle): void {
    this.post({ kind: 'wake', handle })
  }

  private post(message: ReaderMessage): void {
    this.worker.postMessage(message)
  }

  terminate(): void {
    void this.worker.terminate()
  }
}
