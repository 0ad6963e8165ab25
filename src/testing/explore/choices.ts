/**
 * The choices of one run after the other. A run asks {@link Choices.pick} wherever more than one thing may happen next;
 * the answers are first those planned, then those of a `Fresh`. All of them are kept, so that any run can be planned again.
 *
 *     planned  2 0 1            picks  2 0 1 0 0 …        the strategy plans the next run from the picks of this one
 *     fresh          0 0 …
 */
import type { Chooser } from '../../future/chooser.ts'

/** What a choice is about. Only `task` counts as a preemption. */
export type ChoiceKind = 'task' | 'branch' | 'failure' | 'program'

/** How a choice is made that was not planned: a whole number from 0 to n − 1. */
export type Fresh = (n: number, kind: ChoiceKind) => number

/** The first alternative everywhere: the oldest ready task, the first branch, no failure. */
export const first: Fresh = () => 0

/** As a `Chooser` it makes the choices of `select` and `race`. */
export class Choices implements Chooser {
  readonly picks: number[]
  /** How many alternatives each choice had, and what it was about. */
  readonly arities: number[]
  readonly kinds: ChoiceKind[]
  /** Choices made in this run. */
  made: number
  /** Why this run is not the one that was planned, or null. */
  divergence: string | null
  private readonly fresh: Fresh
  /** Plans that fit no choice are made to fit: what a generator of schedules needs. */
  private readonly lenient: boolean
  /** Told of each choice; null unless somebody traces. */
  listener: ((kind: ChoiceKind, pick: number, n: number) => void) | null

  constructor(plan: readonly number[], fresh: Fresh, lenient = false) {
    this.picks = [...plan]
    this.arities = []
    this.kinds = []
    this.made = 0
    this.divergence = null
    this.fresh = fresh
    this.lenient = lenient
    this.listener = null
  }

  /** Begins another run, with what `picks` has as its plan. */
  rewind(): void {
    this.made = 0
    this.divergence = null
  }

  below(n: number): number {
    return n <= 1 ? 0 : this.pick(n, 'branch')
  }

  /** @param n how many alternatives there are, at least 2. */
  pick(n: number, kind: ChoiceKind): number {
    const at = this.made++
    if (at >= this.picks.length) this.picks.push(this.fresh(n, kind))
    else this.refit(at, n)
    if (at === this.arities.length) {
      this.arities.push(n)
      this.kinds.push(kind)
    } else if (this.arities[at] !== n || this.kinds[at] !== kind) {
      this.diverge(`choice ${at + 1} was one of ${this.arities[at]} (${this.kinds[at]}), and is one of ${n} (${kind})`)
    }
    const pick = this.picks[at]!
    if (this.listener !== null) this.listener(kind, pick, n)
    return pick
  }

  /** A planned pick that this choice does not have. */
  private refit(at: number, n: number): void {
    const planned = this.picks[at]!
    if (planned < n) return
    if (!this.lenient) this.diverge(`choice ${at + 1} has ${n} alternatives, and number ${planned + 1} was planned`)
    this.picks[at] = planned % n
  }

  private diverge(how: string): void {
    this.divergence ??= how
  }

  /** At the end of a run: a plan with more choices than the run had is one for another program. */
  finish(): void {
    if (this.made >= this.picks.length) return
    if (!this.lenient && this.picks.slice(this.made).some(pick => pick !== 0)) this.diverge(`${this.picks.length} choices were planned, and the run had ${this.made}`)
    this.cut(this.made)
  }

  /** Forgets all but the first `length` choices. */
  cut(length: number): void {
    // Pops, not `length =`: for the one or two choices that a step of a search gives up this is cheaper.
    while (this.picks.length > length) this.picks.pop()
    while (this.arities.length > length) {
      this.arities.pop()
      this.kinds.pop()
    }
  }
}
