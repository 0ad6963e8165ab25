// A semaphore as its promises say it, with arrays: what the real one is compared with.

export interface ModelAcquire {
  readonly need: number
  state: 'new' | 'queued' | 'given' | 'out' | 'over'
  wakes: number
}

export class SemaphoreModel {
  free: number
  closed = false
  private readonly queue: ModelAcquire[] = []

  constructor(permits: number) {
    this.free = permits
  }

  get available(): number {
    return this.queue.length === 0 ? this.free : 0
  }

  /** What a poll gives. */
  poll(one: ModelAcquire): 'pending' | 'permit' | 'closed' | 'misuse' {
    if (one.state === 'out' || one.state === 'over') return 'misuse'
    if (this.closed) {
      this.end(one)
      return 'closed'
    }
    if (one.state === 'new') {
      one.state = 'queued'
      this.queue.push(one)
      this.grant(one)
    }
    if (one.state as string !== 'given') return 'pending'
    one.state = 'out'
    return 'permit'
  }

  /** Drops an acquire that is not over, or its permit. */
  end(one: ModelAcquire): void {
    const had = one.state === 'given' || one.state === 'out'
    if (one.state === 'queued' && this.queue.includes(one)) this.queue.splice(this.queue.indexOf(one), 1)
    one.state = 'over'
    if (had) this.free += one.need
    this.grant()
  }

  add(count: number): void {
    this.free += count
    this.grant()
  }

  close(): void {
    this.closed = true
    for (const one of this.queue.splice(0)) one.wakes++
  }

  private grant(polled?: ModelAcquire): void {
    while (this.queue.length > 0 && this.queue[0]!.need <= this.free) {
      const one = this.queue.shift()!
      this.free -= one.need
      one.state = 'given'
      if (one !== polled) one.wakes++
    }
  }
}
