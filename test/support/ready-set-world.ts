import { ReadySet, type Slot } from '../../src/future/ready-set.ts'
import { countingWaker } from '../../src/testing/index.ts'
import type { Model, Move } from './state-space.ts'

type Op = readonly [op: 'wake' | 'retire' | 'begin' | 'take' | 'end', index?: number]

/** A ready-set, beside the two queues that it promises to be: what this drain owes still, and what came later. */
class World {
  fault: string | null = null
  draining = false
  private readonly set = new ReadySet()
  private readonly parent = countingWaker()
  private readonly slots: Slot[]
  private due: number[]
  private later: number[] = []
  private readonly retired = new Set<number>()

  constructor(slots: number) {
    this.slots = Array.from({ length: slots }, (_, index) => this.set.add(index))
    this.due = []
    this.later = this.slots.map(({ index }) => index)
    this.do(['begin'])
  }

  do([op, index = 0]: Op): void {
    if (op === 'wake') this.wake(index)
    else if (op === 'retire') this.retire(index)
    else if (op === 'begin') this.begin()
    else if (op === 'take') this.take()
    else this.end()
  }

  isRetired(index: number): boolean {
    return this.retired.has(index)
  }

  private wake(index: number): void {
    this.slots[index]!.wake()
    if (!this.retired.has(index) && !this.due.includes(index) && !this.later.includes(index)) this.later.push(index)
    if (this.draining && this.parent.count > 0) this.fault = 'the parent is woken during a drain'
    if (!this.draining) this.checkParent()
  }

  private retire(index: number): void {
    this.slots[index]!.retire()
    this.retired.add(index)
    this.due = this.due.filter(other => other !== index)
    this.later = this.later.filter(other => other !== index)
  }

  private begin(): void {
    this.parent.take()
    this.set.begin(this.parent)
    this.draining = true
    this.due = this.later
    this.later = []
  }

  private take(): void {
    const expected = this.due.shift() ?? null
    const taken = this.set.take()?.index ?? null
    if (taken !== expected) this.fault = `took ${taken}, and not ${expected}`
  }

  private end(): void {
    this.set.end()
    this.draining = false
    this.later = [...this.due, ...this.later]
    this.due = []
    this.checkParent()
  }

  /** A slot that was retired while it was listed may cost a wake; but one that is alive may not go without, and one is enough. */
  private checkParent(): void {
    const { count } = this.parent
    if (count > 1) this.fault = 'the parent is woken twice'
    if (count === 0 && this.later.length > 0) this.fault = 'the parent is not woken'
  }

  /** All that the future depends on: what is promised, and every field of the set and its slots. */
  toJSON(): unknown {
    const { due, later, draining, parent, fault } = this
    const { head, mark, tail, notified } = this.set as unknown as Record<'head' | 'mark' | 'tail', Slot | null> & { notified: boolean }
    const listed: number[] = []
    for (let slot = head; slot !== null; slot = slot.next) listed.push(slot.index)
    const states = this.slots.map(slot => (slot as unknown as { state: number }).state)
    return [due, later, draining, parent.count, fault, listed, mark?.index, tail?.index, notified, states]
  }
}

/** A world and how it came about; it is made anew for each step that is tried from there. */
interface Moment {
  readonly ops: readonly Op[]
  readonly world: World
  toJSON(): unknown
}

/** Every order of wakes, drains and their parts, and retirements, of so many slots. */
export class ReadySetWorld implements Model<Moment> {
  readonly start: Moment
  private readonly slots: number

  constructor(slots: number) {
    this.slots = slots
    this.start = this.after([])
  }

  moves({ ops, world }: Moment): Move<Moment>[] {
    const next: Op[] = world.draining ? [['take'], ['end']] : [['begin']]
    for (let index = 0; index < this.slots; index++) {
      // A wake of a retired slot is tried too; a second retirement is nothing new.
      next.push(['wake', index])
      if (!world.isRetired(index)) next.push(['retire', index])
    }
    return next.map(op => ({ name: op.join(' '), to: this.after([...ops, op]) }))
  }

  judge({ world }: Moment): string | null {
    return world.fault
  }

  private after(ops: readonly Op[]): Moment {
    const world = new World(this.slots)
    for (const op of ops) world.do(op)
    return { ops, world, toJSON: () => world.toJSON() }
  }
}
