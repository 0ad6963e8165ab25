/**
 * The least code that schedules at all, for the plain columns: objects with a `step` method in an intrusive FIFO. No
 * wakers, no errors, no cancelling, no budget; whoever adds these pays something, and this shows how much.
 */
export interface BareStep {
  next: BareStep | null
  /** Takes a turn; whether it counts. */
  step(queue: BareQueue): boolean
}

export class BareTask implements BareStep {
  next: BareStep | null
  private readonly turns: number
  taken: number

  constructor(turns: number) {
    this.next = null
    this.turns = turns
    this.taken = 0
  }

  /** Whether there are more. */
  step(queue: BareQueue): boolean {
    if (this.taken === this.turns) return false
    this.taken += 1
    queue.push(this)
    return true
  }
}

export class BareQueue {
  private head: BareStep | null
  private tail: BareStep | null

  constructor() {
    this.head = null
    this.tail = null
  }

  push(task: BareStep): void {
    if (this.tail === null) this.head = task
    else this.tail.next = task
    this.tail = task
  }

  /** Steps tasks until none is queued; gives the turns that counted. */
  run(): number {
    let turns = 0
    for (;;) {
      const task = this.head
      if (task === null) return turns
      this.head = task.next
      if (this.head === null) this.tail = null
      task.next = null
      if (task.step(this)) turns += 1
    }
  }
}
