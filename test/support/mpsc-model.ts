// What an mpsc channel is, said in the fewest words: no lists to link, no counters, everything counted anew. See `mpsc-world.ts`.

/** A `send` (of a value) or a `reserve` (of none). */
export interface ModelTask {
  readonly value: number | null
  state: 'new' | 'waiting' | 'given' | 'over'
  wakes: number
}

export class MpscModel {
  items: number[] = []
  dropped: number[] = []
  senders = 1
  permits = 0
  closed = false
  gone = false
  /** A `recv` waits, not woken since. */
  receiving = false
  recvWakes = 0
  readonly tasks: ModelTask[] = []
  private readonly capacity: number
  private queue: ModelTask[] = []

  constructor(capacity: number) {
    this.capacity = capacity
  }

  get free(): number {
    return this.capacity - this.items.length - this.permits - this.tasks.filter(task => task.state === 'given').length
  }

  get ended(): boolean {
    const senders = this.senders + this.permits + this.tasks.filter(task => task.state !== 'over').length
    return this.items.length === 0 && (this.closed ? this.permits === 0 : senders === 0)
  }

  /** After whatever has happened: slots go to those who wait, and the receiver learns of an item or the end. */
  private settle(): void {
    while (!this.closed && this.free > 0 && this.queue.length > 0) {
      const task = this.queue.shift()!
      task.state = 'given'
      task.wakes++
    }
    if (!this.receiving || (this.items.length === 0 && !this.ended)) return
    this.receiving = false
    this.recvWakes++
  }

  private deliver(value: number): void {
    if (this.gone) this.dropped.push(value)
    else this.items.push(value)
  }

  start(value: number | null): void {
    this.tasks.push({ value, state: 'new', wakes: 0 })
  }

  poll(task: ModelTask): 'pending' | 'done' | 'refused' {
    let answer: 'pending' | 'done' | 'refused' = 'pending'
    if (this.closed) {
      answer = 'refused'
    } else if (task.state === 'given' || (task.state === 'new' && this.free > 0)) {
      answer = 'done'
      if (task.value === null) this.permits++
      else this.deliver(task.value)
    } else if (task.state === 'new') {
      task.state = 'waiting'
      this.queue.push(task)
    }
    if (answer !== 'pending') task.state = 'over'
    this.settle()
    return answer
  }

  drop(task: ModelTask): void {
    task.state = 'over'
    if (task.value !== null) this.dropped.push(task.value)
    this.queue = this.queue.filter(each => each !== task)
    this.settle()
  }

  trySend(value: number): 'done' | 'full' | 'closed' {
    if (this.closed) return 'closed'
    if (this.free === 0) return 'full'
    this.deliver(value)
    this.settle()
    return 'done'
  }

  usePermit(value: number | null): void {
    this.permits--
    if (value !== null) this.deliver(value)
    this.settle()
  }

  addSenders(count: 1 | -1): void {
    this.senders += count
    this.settle()
  }

  /** Up to `max` items; waits for one if there is none. */
  recv(max: number): number[] | 'pending' | 'end' {
    if (this.items.length === 0) {
      this.receiving = !this.ended
      return this.ended ? 'end' : 'pending'
    }
    this.receiving = false
    const items = this.items.splice(0, max)
    this.settle()
    return items
  }

  close(): void {
    if (this.closed) return
    this.closed = true
    for (const task of this.queue) task.wakes++
    this.queue = []
    this.settle()
  }

  dropReceiver(): void {
    this.receiving = false
    this.gone = true
    this.close()
    this.dropped.push(...this.items)
    this.items = []
  }
}
