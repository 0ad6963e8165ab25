/** Seeds: which numbers are some, and what is drawn from them. */
import { SeededChooser } from '../../future/chooser.ts'
import { shownValue } from '../wrong-use.ts'

/** Odd, so that no bit is lost in a multiplication. One for each stream of a seed. */
const CHOICES = 0x9e3779b1
const WORLD = 0x85ebca77

/** @throws RangeError for a seed that is not a whole number which a `number` has exactly: two seeds must be two. */
export function requireSeed(seed: unknown, method: string): number {
  if (typeof seed === 'number' && Number.isSafeInteger(seed)) return seed
  throw new RangeError(`${method}: the seed must be a safe integer, from −(2⁵³ − 1) to 2⁵³ − 1, and is ${shownValue(seed)}`)
}

/** Where the choices of a run come from. */
export function choicesOf(seed: number): SeededChooser {
  return new SeededChooser(folded(seed, CHOICES))
}

/** Where a run's world has its chances from. Another stream: what is drawn there changes no choice. */
export function chancesOf(seed: number): SeededChooser {
  return new SeededChooser(folded(seed, WORLD) ^ 0x5bd1e995)
}

/** 32 bits, in which all 54 of the seed count, sign included. Two seeds may meet in one stream; hardly any do in both. */
function folded(seed: number, salt: number): number {
  let high = Math.imul(Math.floor(seed / 2 ** 32), salt)
  high = Math.imul(high ^ (high >>> 15), salt)
  return seed ^ high ^ (high >>> 13)
}
