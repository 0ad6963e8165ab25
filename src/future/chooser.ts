/**
 * Where every choice of this library comes from: with which branch `select` starts, and, under a simulation, which
 * task runs next. One seeded source, so that a run can be repeated; while a runtime runs, it is the runtime's own.
 */

export interface Chooser {
  /** A whole number from 0 to n − 1. */
  below(n: number): number
}

const TWO_32 = 2 ** 32

/** xorshift32: three shifts a number, a period of 2³² − 1, and the state stays a 32-bit integer. */
export class SeededChooser implements Chooser {
  private state: number

  constructor(seed: number) {
    // Zero is the one state that xorshift never leaves; the multiplication spreads small seeds.
    this.state = Math.imul(seed ^ 0x9e3779b9, 0x85ebca6b) | 0 || 1
  }

  below(n: number): number {
    let x = this.state
    x ^= x << 13
    x ^= x >>> 17
    x ^= x << 5
    this.state = x
    // A multiplication, not a remainder: `%` of a number beyond the small integers is a call of fmod, ten times slower.
    return ((x >>> 0) * n / TWO_32) | 0
  }
}

/** The chooser in force. Outside every runtime, one with a fixed seed. */
export const chooser: { current: Chooser } = { current: new SeededChooser(0) }
