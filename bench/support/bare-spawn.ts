/** Spawning and awaiting on the queue of `bare-queue.ts`: two classes, each step a method call. */
import type { BareQueue, BareStep } from './bare-queue.ts'

/** Gives its number to its parent, and the turn with it. */
class BareChild implements BareStep {
  next: BareStep | null
  private readonly parent: BareParent
  private readonly value: number

  constructor(parent: BareParent, value: number) {
    this.next = null
    this.parent = parent
    this.value = value
  }

  step(queue: BareQueue): boolean {
    this.parent.sum += this.value
    queue.push(this.parent)
    return true
  }
}

/** Starts one child, waits for it, and starts the next. */
export class BareParent implements BareStep {
  next: BareStep | null
  sum: number
  private readonly children: number
  private started: number

  constructor(children: number) {
    this.next = null
    this.sum = 0
    this.children = children
    this.started = 0
  }

  step(queue: BareQueue): boolean {
    if (this.started === this.children) return false
    queue.push(new BareChild(this, this.started))
    this.started += 1
    return true
  }
}
