// What the model of the wake protocol is about: the ways to do it, who wakes whom, and a state of it.

export type WakeStep = 'or(bit)' | 'store(dirty, 1)' | 'store(token, 1)' | 'notify'

export interface Protocol {
  /** `wakeRemote`. */
  readonly wake: readonly WakeStep[]
  /** `Block.take`: the dirty word is cleared by the look at it, or once the bits have been read. */
  readonly clearsDirty: 'first' | 'last'
  /** `Block.take`: a word of bits is exchanged, or read and then cleared. */
  readonly takesWord: 'exchange' | 'load, store'
  /** `waitFor`, before it waits. */
  readonly beforeWait: 'exchange(token)' | 'store(token, 0)' | 'nothing'
  /** `waitFor`: `Atomics.wait` compares the token as it falls asleep, or does not. */
  readonly wait: 'compares' | 'blindly'
  /** `waitFor`, after the wait: takes the token, or goes by having been notified and leaves it. */
  readonly afterWait: 'exchange(token)' | 'nothing'
  /** `idle`: lets in before it parks, after, or both. */
  readonly letsIn: 'before' | 'after' | 'both' | 'never'
  /** `Block.remove`: when the bit of a disposed waker is cleared. */
  readonly clearsBit: 'before reuse' | 'after reuse' | 'never'
}

export const REAL: Protocol = {
  wake: ['or(bit)', 'store(dirty, 1)', 'store(token, 1)', 'notify'],
  clearsDirty: 'first',
  takesWord: 'exchange',
  beforeWait: 'exchange(token)',
  wait: 'compares',
  afterWait: 'exchange(token)',
  letsIn: 'both',
  clearsBit: 'before reuse',
}

/** Where a waker's bit is. Two wakers in one place: the second takes it over from the first, at a poll, sooner or later or never. */
export interface Place {
  readonly block: number
  readonly word: number
  readonly bit: number
}

export interface Scenario {
  /** By waker. */
  readonly places: readonly Place[]
  /** By thread: the wakers that it wakes, in this order. */
  readonly threads: readonly (readonly number[])[]
  /** How many of the parks may end because their time is up. */
  readonly timeouts?: number
}

/** What the owner does next. `asleep`: what the others do to it, or the time. */
export type Line =
  | 'poll' | 'clear bit' | 'dirty' | 'load word' | 'word' | 'dirty last' | 'before wait' | 'wait' | 'asleep' | 'after wait' | 'time up'
  | 'listen' | 'waitAsync' | 'host'

export interface State {
  token: number
  /** By block. */
  dirty: number[]
  /** Two to a block. */
  words: number[]
  /** By thread: how many steps it has made. */
  threads: number[]
  line: Line
  /** The word that is being taken, what was read of it, and where the take leads. */
  at: number
  loaded: number
  back: 'idle' | 'drive'
  /** A waker was called since the last poll. */
  woken: boolean
  /** By waker: 0 not registered yet, 1 registered, 2 disposed. */
  life: number[]
  /** By waker: a wake has begun of which the owner has not heard. */
  owed: boolean[]
  /** By waker: how often it was called. */
  calls: number[]
  /** How many waits have ended. */
  unparks: number
  timeouts: number
  /** Of a hosted runtime: a turn is asked for; and of its `waitAsync`, 0 none, 1 waits, 2 has ended and will call back. */
  asked: boolean
  waiting: number
}
