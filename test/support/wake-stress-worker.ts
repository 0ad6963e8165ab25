import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import { Pending, type Context, type Future, type Poll } from '../../src/future/index.ts'
import { remoteWaker, type RemoteWaker } from '../../src/runtime/index.ts'

const SENT = 0
const ANSWERED = 1

/** A real thread that sends wakes in bursts and goes on when the last of a burst is answered. Start it before anything blocks. */
export class WakeStressWorker {
  private readonly worker: Worker

  private constructor(worker: Worker) {
    this.worker = worker
  }

  static async start(): Promise<WakeStressWorker> {
    const worker = new Worker(new URL('./wake-stress-worker.mjs', import.meta.url))
    await once(worker, 'message')
    return new WakeStressWorker(worker)
  }

  /** Sends bursts of so many wakes each, by turns through `wakers` remote wakers of whoever polls this. */
  answer(bursts: readonly number[], wakers = 1): Answering {
    return new Answering(this.worker, bursts, wakers, false)
  }

  /** As `answer`; and from now on, in this thread, some time passes between the steps of `wakeRemote`. */
  answerStretched(bursts: readonly number[], wakers: number): Answering {
    return new Answering(this.worker, bursts, wakers, true)
  }

  async stop(): Promise<void> {
    await this.worker.terminate()
  }
}

/** Answers a thread's wakes, and outputs the number of its polls once all of them are. A wake that is lost leaves both sides waiting. */
export class Answering implements Future<number> {
  /** How many wakes it has answered. */
  answered: number
  /** How many there will be. */
  readonly wakes: number
  private readonly worker: Worker
  private readonly bursts: readonly number[]
  private readonly wakers: number
  private readonly stretched: boolean
  private readonly counts: Int32Array
  private remotes: RemoteWaker[]
  private polls: number

  constructor(worker: Worker, bursts: readonly number[], wakers: number, stretched: boolean) {
    this.answered = 0
    this.wakes = bursts.reduce((sum, burst) => sum + burst, 0)
    this.worker = worker
    this.bursts = bursts
    this.wakers = wakers
    this.stretched = stretched
    this.counts = new Int32Array(new SharedArrayBuffer(8))
    this.remotes = []
    this.polls = 0
  }

  poll(cx: Context): Poll<number> {
    if (this.polls++ === 0) return this.begin(cx)
    const sent = Atomics.load(this.counts, SENT)
    if (sent !== this.answered) {
      this.answered = sent
      Atomics.store(this.counts, ANSWERED, sent)
      Atomics.notify(this.counts, ANSWERED)
    }
    if (sent < this.wakes) return Pending
    this[Symbol.dispose]()
    return this.polls
  }

  private begin({ waker }: Context): Pending {
    this.remotes = Array.from({ length: this.wakers }, () => remoteWaker(waker))
    const { counts, bursts, stretched } = this
    this.worker.postMessage({ handles: this.remotes.map(({ handle }) => handle), counts, bursts, stretched })
    return Pending
  }

  [Symbol.dispose](): void {
    for (const remote of this.remotes) remote[Symbol.dispose]()
  }
}
