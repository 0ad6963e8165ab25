/**
 * # Blocks from a reader thread
 *
 * The iterators ask for one block at a time, one ahead. Handing blocks between threads one at a time would cost more
 * than reading them, so what goes over is a **run**: up to 64 blocks that follow each other, read at once, verified and
 * expanded into one piece of shared memory. A table has three such memories: while the iterator reads one, the reader
 * fills the others. Nearly every block is therefore there when it is asked for.
 *
 * **Waiting.** A future whose answer is not there yet leaves its waker here, keyed by the memory that it waits for. The
 * reader thread, having written an answer, calls the source's one `RemoteWaker`, which ends the executor's park; the
 * source then wakes those whose answers have come. The thread itself reads with the files of `pollux/io`, in a runtime of its own
 * (`reader-thread.ts`). A thread that never answers is no reason to hang: each wait has a
 * timer beside it.
 *
 * **The head start.** A thread that loads TypeScript takes some tenths of a second to come up, and a small database has been
 * read by then. So the source begins by carrying out the requests itself, at once; when a scan turns out to be long it
 * starts the thread, and goes over to it when it is up.
 *
 * **Run length.** A scan that wants three entries should not read 64 blocks. The first run is two blocks long, and each
 * one that any table asks for is twice as long as the one before.
 */
import { availableParallelism } from 'node:os'
import { BlockMemory, MOST_BLOCKS } from '../format/block-memory.ts'
import type { TableMeta } from '../format/version-edit.ts'
import { remoteWaker, Runtime, wakerFn, type Future, type RemoteWaker, type Waker } from '../pollux.ts'
import type { BlockSource, TableBlocks } from './block-source.ts'
import { OpenTable } from './open-table.ts'
import { Requested, setState, stateOf, type ReadRequest } from './read-request.ts'
import { ReaderTable } from './reader-table.ts'
import { ReaderWorker } from './reader-worker.ts'
import { Reader } from './reader.ts'

/** Room in one memory: 64 blocks of LevelDB's usual 4 KiB, and some. Three of them fit into a core's own cache. */
const CAPACITY = 300 * 1024

/** Bytes of blocks that are read without a thread: about five milliseconds' worth. */
const HEAD_START = 1024 * 1024

export interface ReaderOptions {
  /**
   * Who reads. `thread`: a reader thread, after a head start, where the machine has more than one core (the default).
   * `thread at once`: the constructor starts it and waits until it is up. `none`: the calling thread; every block is
   * ready when it is asked for.
   */
  reader?: 'thread' | 'thread at once' | 'none'
  /** How long to wait for one answer, in milliseconds. Default: a minute, since a disk may have to spin up. */
  patience?: number
  /** The script that the thread begins with. */
  boot?: URL
}

export class ReaderSource implements BlockSource {
  readonly patience: number
  /** Of blocks that have been handed out, as they are in the files. */
  bytesRead: number
  private readonly folder: string
  private readonly boot: URL
  private readonly reader: Reader
  private worker: ReaderWorker | null
  /** How many bytes are to be read before there is a thread. */
  private readonly headStart: number
  /** Tables that were begun and that nobody has, by number; several of one only where several iterators wait for it. */
  private readonly prepared: Map<number, ReaderTable[]>
  private readonly spare: BlockMemory[]
  private readonly waiting: Map<BlockMemory, Waker>
  private readonly waker: Waker
  private remote: RemoteWaker | null
  private runtime: Runtime | null
  private runLength: number

  /** @throws LevelDbError `READER` if the thread is to be up at once and does not come up. */
  constructor(folder: string, options: ReaderOptions = {}) {
    const { reader = 'thread', patience = 60_000, boot = new URL('./reader-boot.mjs', import.meta.url) } = options
    this.patience = patience
    this.bytesRead = 0
    this.folder = folder
    this.boot = boot
    this.reader = new Reader(folder)
    this.worker = null
    this.headStart = reader === 'thread at once' ? 0 : reader === 'thread' && availableParallelism() > 1 ? HEAD_START : Infinity
    this.prepared = new Map()
    this.spare = []
    this.waiting = new Map()
    this.waker = wakerFn(() => this.wakeAnswered())
    this.remote = null
    this.runtime = null
    this.runLength = 1
    if (reader === 'thread at once') this.thread()!.waitUntilUp()
  }

  open(table: TableMeta): Future<TableBlocks> {
    return new OpenTable(this, table)
  }

  prepare(table: TableMeta): void {
    // Without a thread it would only be done earlier, and by the same one.
    if (this.prepared.has(table.number) || !this.threadIsUp()) return
    const prepared = new ReaderTable(this, table)
    prepared.prefetchFirst()
    this.prepared.set(table.number, [prepared])
  }

  /** The table that `prepare` began to open, which is the caller's from now on, or a new one. */
  takePrepared(table: TableMeta): ReaderTable {
    const prepared = this.prepared.get(table.number)
    if (prepared === undefined) return new ReaderTable(this, table)
    if (prepared.length === 1) this.prepared.delete(table.number)
    return prepared.pop()!
  }

  /** Gives back a table whose opening nobody waits for any more; it may yet be asked for. */
  putBack(table: ReaderTable): void {
    const prepared = this.prepared.get(table.meta.number)
    if (prepared === undefined) this.prepared.set(table.meta.number, [table])
    else prepared.push(table)
  }

  // ---- requests ----

  /** How many runs of a table to have at a time. Two on their way keep the thread busy while the answers travel. */
  depth(): number {
    return this.threadIsUp() ? 3 : 1
  }

  /** How many blocks the next run should have. */
  nextRunLength(): number {
    if (this.runLength < MOST_BLOCKS) this.runLength *= 2
    return this.runLength
  }

  /** @throws LevelDbError `READER` if the thread broke. */
  request(request: ReadRequest): void {
    setState(request.memory, Requested)
    if (this.threadIsUp()) this.worker!.read(request)
    else this.reader.execute(request)
  }

  private threadIsUp(): boolean {
    const worker = this.thread()
    return worker !== null && worker.isUp()
  }

  /** The thread, started if it is time; null before that. */
  private thread(): ReaderWorker | null {
    if (this.worker === null && this.bytesRead >= this.headStart) this.worker = new ReaderWorker(this.folder, this.boot)
    return this.worker
  }

  /** Whoever has the table open lets go of it. */
  close(table: number): void {
    this.reader.close(table)
    if (this.worker !== null) this.worker.close(table)
  }

  // ---- memory ----

  takeMemory(): BlockMemory {
    return this.spare.pop() ?? this.newMemory(CAPACITY)
  }

  /** Memory with room for `capacity` bytes; shared, unless there will never be a thread to share it with. */
  newMemory(capacity: number): BlockMemory {
    return this.headStart === Infinity ? BlockMemory.private(capacity) : BlockMemory.shared(capacity)
  }

  /** Memory that the reader still writes to, or that is of unusual size, is left to the garbage collector. */
  giveMemory(memory: BlockMemory): void {
    if (stateOf(memory) !== Requested && memory.capacity === CAPACITY) this.spare.push(memory)
  }

  // ---- waiting ----

  /** Calls `waker` when the answer in `memory` has come. The latest waker counts. */
  wait(memory: BlockMemory, waker: Waker): void {
    const runtime = Runtime.current()
    if (this.remote === null || runtime !== this.runtime) this.goOver(runtime)
    this.waiting.set(memory, waker)
  }

  /** From now on the thread wakes `runtime`. Who waits in another one is woken, to register again when that one runs. */
  private goOver(runtime: Runtime | null): void {
    this.remote?.[Symbol.dispose]()
    this.remote = remoteWaker(this.waker)
    this.runtime = runtime
    this.worker!.wakes(this.remote.handle)
    const others = [...this.waiting.values()]
    this.waiting.clear()
    for (const other of others) other.wake()
  }

  forget(memory: BlockMemory): void {
    this.waiting.delete(memory)
  }

  /** The reader has answered something, or broken: then all are woken, and find out. */
  private wakeAnswered(): void {
    const broken = this.failure() !== null
    const answered: Waker[] = []
    for (const [memory, waker] of this.waiting) {
      if (!broken && stateOf(memory) === Requested) continue
      this.waiting.delete(memory)
      answered.push(waker)
    }
    for (const waker of answered) waker.wake()
  }

  /** Why no answer can come, or null while the thread is well. */
  failure(): Error | null {
    return this.worker!.failure()
  }

  lost(): Error {
    return this.worker!.error(`the reader thread has not answered for ${this.patience} milliseconds`)
  }

  [Symbol.dispose](): void {
    for (const tables of this.prepared.values()) for (const table of tables) table[Symbol.dispose]()
    this.prepared.clear()
    this.waiting.clear()
    this.remote?.[Symbol.dispose]()
    this.remote = null
    this.runtime = null
    this.reader.closeAll()
    this.worker?.terminate()
  }
}
