/** The tree of `skynet.ts` on the queue of `bare-queue.ts`: a node is a step that comes back when its last child has told it. */
import type { BareQueue, BareStep } from './bare-queue.ts'
import { BRANCHES } from './skynet-size.ts'

export class PlainSkynet implements BareStep {
  next: BareStep | null
  sum: number
  private readonly parent: PlainSkynet | null
  private readonly number: number
  private readonly size: number
  /** Children that have not told yet. */
  private left: number

  constructor(parent: PlainSkynet | null, number: number, size: number) {
    this.next = null
    this.sum = 0
    this.parent = parent
    this.number = number
    this.size = size
    this.left = -1
  }

  step(queue: BareQueue): boolean {
    const { size } = this
    if (size === 1) this.sum = this.number
    else if (this.left !== 0) {
      this.spawnChildren(queue, size / BRANCHES)
      return true
    }
    this.tell(queue)
    return true
  }

  private spawnChildren(queue: BareQueue, each: number): void {
    this.left = BRANCHES
    for (let i = 0; i < BRANCHES; i++) queue.push(new PlainSkynet(this, this.number + i * each, each))
  }

  private tell(queue: BareQueue): void {
    const { parent } = this
    if (parent === null) return
    parent.sum += this.sum
    parent.left -= 1
    if (parent.left === 0) queue.push(parent)
  }
}
