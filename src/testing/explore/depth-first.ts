/**
 * Every schedule, one after the other: the tree of choices walked depth first, without ever holding it. A run's picks are
 * a path from the root to a leaf, and the next path differs in the last choice that has an alternative left:
 *
 *     picks  0 2 1 1        all of  3 3 2 2  alternatives: the last three are exhausted
 *     next   1              and what comes after is picked anew, the first alternative everywhere
 */
import { Choices, first } from './choices.ts'

export class DepthFirst {
  private readonly choices: Choices
  private readonly preemptions: number
  private begun: boolean
  /** Something was left out because of the bound. */
  bounded: boolean

  constructor(preemptions: number) {
    this.choices = new Choices([], first)
    this.preemptions = preemptions
    this.begun = false
    this.bounded = false
  }

  /** For the next run, or null: there is none. */
  next(): Choices | null {
    if (this.begun && !this.advance()) return null
    this.begun = true
    this.choices.rewind()
    return this.choices
  }

  private advance(): boolean {
    const { picks, arities } = this.choices
    let spent = this.preemptions === Infinity ? 0 : this.spent()
    for (let at = picks.length - 1; at >= 0; at--) {
      const isTask = this.choices.kinds[at] === 'task'
      if (picks[at]! + 1 < arities[at]!) {
        if (!isTask || picks[at] !== 0 || spent < this.preemptions) {
          picks[at]!++
          this.choices.cut(at + 1)
          return true
        }
        this.bounded = true
      }
      if (isTask && picks[at] !== 0) spent--
    }
    return false
  }

  /** Preemptions in the run just done. */
  private spent(): number {
    const { picks, kinds } = this.choices
    let spent = 0
    for (let at = 0; at < picks.length; at++) if (picks[at] !== 0 && kinds[at] === 'task') spent++
    return spent
  }
}
