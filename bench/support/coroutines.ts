/**
 * A scheduler by hand over generators: coroutines that await one another with `yield`. The least that spawns, suspends
 * and joins in the language's own terms; no wakers, no errors, no cancelling, no budget.
 */

/** Yields a coroutine to await it, and is resumed with its output; yields null for a turn. */
export type Body = Generator<Coroutine | null, number, number>

export class Coroutine {
  private readonly body: Body
  /** In the queue. */
  next: Coroutine | null
  private waiter: Coroutine | null
  done: boolean
  /** Of this one, once it is done; before that, what it is resumed with. */
  value: number

  constructor(body: Body) {
    this.body = body
    this.next = null
    this.waiter = null
    this.done = false
    this.value = 0
  }

  /** Runs to the next `yield` that has to wait. */
  step(scheduler: Scheduler): void {
    for (;;) {
      const { done, value } = this.body.next(this.value)
      if (done) return this.finish(scheduler, value)
      if (value === null) return scheduler.push(this)
      if (!value.done) {
        value.waiter = this
        return
      }
      this.value = value.value
    }
  }

  private finish(scheduler: Scheduler, value: number): void {
    this.done = true
    this.value = value
    const { waiter } = this
    if (waiter === null) return
    waiter.value = value
    scheduler.push(waiter)
  }
}

export class Scheduler {
  private head: Coroutine | null
  private tail: Coroutine | null

  constructor() {
    this.head = null
    this.tail = null
  }

  spawn(body: Body): Coroutine {
    const coroutine = new Coroutine(body)
    this.push(coroutine)
    return coroutine
  }

  push(coroutine: Coroutine): void {
    if (this.tail === null) this.head = coroutine
    else this.tail.next = coroutine
    this.tail = coroutine
  }

  /** Runs `body`, and what it spawns, until nothing is queued; gives the output of `body`. */
  run(body: Body): number {
    const main = this.spawn(body)
    for (let one = this.head; one !== null; one = this.head) {
      this.head = one.next
      if (this.head === null) this.tail = null
      one.next = null
      one.step(this)
    }
    return main.value
  }
}
