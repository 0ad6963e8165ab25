// An executor that is none of ours: thirty lines that know `poll` and `wake` and nothing else. What runs on it does not need the runtime.
import { drop, Pending, type Context, type Future, type Waker } from '../../src/future/index.ts'

/** A future on a {@link ForeignExecutor}, with what became of it. */
export class ForeignTask<T> implements Waker, Context {
  readonly waker: Waker
  readonly executor: ForeignExecutor
  future: Future<T> | null
  state: 'running' | 'done' | 'failed' | 'dropped'
  output: T | undefined
  error: unknown
  polls: number
  wakes: number
  queued: boolean

  constructor(executor: ForeignExecutor, future: Future<T>) {
    this.waker = this
    this.executor = executor
    this.future = future
    this.state = 'running'
    this.output = undefined
    this.error = undefined
    this.polls = 0
    this.wakes = 0
    this.queued = false
  }

  wake(): void {
    this.wakes++
    if (this.queued || this.future === null) return
    this.queued = true
    this.executor.queue.push(this as ForeignTask<unknown>)
  }

  willWake(other: Waker): boolean {
    return other === this
  }

  poll(): void {
    this.queued = false
    if (this.future === null) return
    this.polls++
    try {
      const output = this.future.poll(this)
      if (output !== Pending) this.end('done', output)
    } catch (error) {
      this.error = error
      this.end('failed')
    }
  }

  /** Disposes the future, if it is still running. */
  drop(): void {
    const { future } = this
    if (future === null) return
    this.end('dropped')
    drop(future)
  }

  private end(state: 'done' | 'failed' | 'dropped', output?: T): void {
    this.state = state
    this.output = output
    this.future = null
  }
}

export class ForeignExecutor {
  readonly queue: ForeignTask<unknown>[] = []

  /** Queues `future`; nothing is polled before `run`. */
  spawn<T>(future: Future<T>): ForeignTask<T> {
    const task = new ForeignTask(this, future)
    task.queued = true
    this.queue.push(task as ForeignTask<unknown>)
    return task
  }

  /** Polls what is woken, first come first served, until nothing is. Gives the number of polls. */
  run(): number {
    let polls = 0
    for (let task = this.queue.shift(); task !== undefined; task = this.queue.shift()) {
      task.poll()
      polls++
    }
    return polls
  }

  /** Spawns `future` and runs: what it gave, if it has. */
  start<T>(future: Future<T>): ForeignTask<T> {
    const task = this.spawn(future)
    this.run()
    return task
  }
}
