/**
 * Where every choice of this library comes from: with which branch `select` starts, and, under a simulation, which
 * task runs next. One seeded source, so that a run can be repeated; while a runtime runs, it is the runtime's own.
 */

export interface Chooser {
  /** A whole number from 0 to n − 1. @param n a whole number from 1 to 2⁵³ − 1. */
  below(n: number): number
}

const TWO_31 = 2 ** 31
const TWO_32 = 2 ** 32
const TWO_53 = 2 ** 53

/** xorshift32: three shifts a number, a period of 2³² − 1, and the state stays a 32-bit integer. */
export class SeededChooser implements Chooser {
  private state: number

  constructor(seed: number) {
    // Zero is the one state that xorshift never leaves; the multiplication spreads small seeds.
    this.state = Math.imul(seed ^ 0x9e3779b9, 0x85ebca6b) | 0 || 1
  }

  below(n: number): number {
    // A multiplication, not a remainder: `%` of a number beyond the small integers is a call of fmod, ten times slower.
    if (n <= TWO_31) return (this.bits() * n / TWO_32) | 0
    return Math.floor(n <= TWO_32 ? this.bits() * n / TWO_32 : this.fraction() * n)
  }

  /** From 0 to 2³² − 1. */
  private bits(): number {
    let x = this.state
    x ^= x << 13
    x ^= x >>> 17
    x ^= x << 5
    this.state = x
    return x >>> 0
  }

  /** From 0 to below 1, all 53 bits of it drawn. Times n it is below n, even when rounded. */
  private fraction(): number {
    return ((this.bits() >>> 11) * TWO_32 + this.bits()) / TWO_53
  }
}

/** The chooser in force. Outside every runtime, one with a fixed seed. */
export const chooser: { current: Chooser } = { current: new SeededChooser(0) }
