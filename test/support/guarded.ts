import { inspect, Pending, Rc, sendable } from '../../src/index.ts'
import type { Context, Future, Inspection, Poll, Waker } from '../../src/index.ts'

/** What a `Guarded` does at one poll: wait with or without an Rc in hand, give an output, or throw. */
export type Move = 'wait' | 'wait holding' | 'ready' | 'ready holding' | { give: unknown } | { throw: unknown }

/**
 * A future whose tag is a getter over what it holds: sendable but for the time it has an Rc in hand. It follows `moves`, one a poll,
 * and counts polls, disposes and readings of its tag.
 */
export class Guarded implements Future<unknown> {
  polls = 0
  disposes = 0
  tagReads = 0
  waker: Waker | null = null
  rc: Rc<number> | null = null
  private readonly moves: readonly Move[]

  constructor(...moves: Move[]) {
    this.moves = moves
  }

  get [sendable](): boolean {
    this.tagReads++
    return this.rc === null
  }

  wake(): void {
    this.waker?.wake()
  }

  poll(cx: Context): Poll<unknown> {
    const move = this.moves[this.polls++]
    if (move === undefined) throw new Error('polled past its moves')
    this.waker = cx.waker
    if (typeof move === 'object' && 'throw' in move) throw move.throw
    if (typeof move === 'object') return move.give
    this.rc = move.endsWith('holding') ? new Rc(1) : null
    return move.startsWith('wait') ? Pending : 'done'
  }

  [Symbol.dispose](): void {
    this.disposes++
  }

  [inspect](): Inspection {
    return { name: 'Guarded', state: `after poll ${this.polls}` }
  }
}
