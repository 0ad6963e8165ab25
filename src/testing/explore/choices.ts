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

/**
 * Where a plan is from, and so what it means that a run does not have the choices planned. `own`: an earlier run of the same
 * program, which is not the same then. `given`: somebody's schedule, which is for another program then. `loose`: a
 * generator, or a guess, and it is made to fit.
 */
export type Plan = 'own' | 'given' | 'loose'

/** In words, for messages: "choice 3 is …". */
const WHAT: Record<ChoiceKind, string> = { task: 'what runs next', branch: 'where a select begins', failure: 'whether to fail', program: 'the program’s own' }

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
  readonly plan: Plan
  private readonly fresh: Fresh
  /** Told of each choice; null unless somebody traces. */
  listener: ((kind: ChoiceKind, pick: number, n: number) => void) | null

  constructor(picks: readonly number[], fresh: Fresh, plan: Plan = 'own') {
    this.picks = [...picks]
    this.arities = []
    this.kinds = []
    this.made = 0
    this.divergence = null
    this.plan = plan
    this.fresh = fresh
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
    else if (this.picks[at]! >= n) this.refit(at, n, kind)
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
  private refit(at: number, n: number, kind: ChoiceKind): void {
    const planned = this.picks[at]!
    if (this.plan !== 'loose') this.diverge(`choice ${at + 1} is ${WHAT[kind]}, with ${n} alternatives, and number ${planned + 1} was planned`)
    this.picks[at] = planned % n
  }

  private diverge(how: string): void {
    this.divergence ??= how
  }

  /**
   * At the end of a run: a plan with more choices than the run had is one for another program. Not if the run was cut off:
   * a plan that was given is kept whole then, for who allows more turns.
   */
  finish(cut: boolean): void {
    if (this.made >= this.picks.length || (cut && this.plan === 'given')) return
    const lost = this.picks.findLastIndex(pick => pick !== 0)
    if (this.plan !== 'loose' && lost >= this.made) this.diverge(`${lost + 1} choices were planned, and the run had ${this.made}`)
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
