/**
 * The wake protocol as a model: the atomic steps of `wakeRemote` (`remote-handle.ts`) on some threads, between those of the
 * owner, which takes bits (`Block.take` in `remote-waker.ts`), polls, and parks (`waitFor` in `parker.ts`, `idle` in
 * `event-loop.ts`). Steps have the names of the lines they stand for. What only its own thread can see is no step by itself.
 *
 * A `Protocol` says how it is done; `REAL` is the library's way, others are ways in which it could have been done wrong.
 */
import type { Model, Move } from './state-space.ts'
import { REAL, type Line, type Place, type Protocol, type Scenario, type State, type WakeStep } from './wake-protocol.ts'

const WORDS = 2
const wordOf = ({ block, word }: Place): number => block * WORDS + word
const samePlace = (a: Place, b: Place): boolean => wordOf(a) === wordOf(b) && a.bit === b.bit

export class WakeProtocol implements Model<State> {
  readonly start: State
  protected readonly protocol: Protocol
  protected readonly scenario: Scenario
  private readonly blocks: number

  /** `first`: where the owner begins. */
  constructor(scenario: Scenario, changes: Partial<Protocol> = {}, first: Pick<State, 'line' | 'back'> = { line: 'poll', back: 'idle' }) {
    const { places, threads, timeouts = 0 } = scenario
    this.protocol = { ...REAL, ...changes }
    this.scenario = scenario
    this.blocks = Math.max(...places.map(({ block }) => block)) + 1
    const owns = (place: Place, waker: number): boolean => places.findIndex(other => samePlace(other, place)) === waker
    this.start = {
      token: 0, dirty: Array(this.blocks).fill(0), words: Array(this.blocks * WORDS).fill(0), threads: threads.map(() => 0),
      ...first, at: 0, loaded: 0, woken: true,
      life: places.map((place, waker) => (owns(place, waker) ? 1 : 0)), owed: places.map(() => false), calls: places.map(() => 0),
      unparks: 0, timeouts, asked: false, waiting: 0,
    }
  }

  moves(state: State): Move<State>[] {
    return [...this.scenario.threads.flatMap((_, thread) => this.threadMoves(state, thread)), ...this.ownerMoves(state)]
  }

  protected step(state: State, name: string, change: (next: State) => void): Move<State> {
    const { dirty, words, threads, life, owed, calls } = state
    const to = { ...state, dirty: [...dirty], words: [...words], threads: [...threads], life: [...life], owed: [...owed], calls: [...calls] }
    change(to)
    return { name, to }
  }

  // ---- remote-handle.ts ----

  private threadMoves(state: State, thread: number): Move<State>[] {
    const { wake } = this.protocol
    const done = state.threads[thread]!
    const waker = this.scenario.threads[thread]![Math.floor(done / wake.length)]
    // A handle is posted once there is one.
    if (waker === undefined || state.life[waker] === 0) return []
    const what = wake[done % wake.length]!
    return [this.step(state, `thread ${thread}: ${what}`, next => {
      next.threads[thread]!++
      if (done % wake.length === 0) next.owed[waker] = state.life[waker] === 1
      this.wakeStep(next, what, this.scenario.places[waker]!)
    })]
  }

  private wakeStep(next: State, what: WakeStep, place: Place): void {
    if (what === 'or(bit)') next.words[wordOf(place)]! |= 1 << place.bit
    else if (what === 'store(dirty, 1)') next.dirty[place.block] = 1
    else if (what === 'store(token, 1)') next.token = 1
    else this.notify(next)
  }

  protected notify(next: State): void {
    if (next.line === 'asleep') next.line = 'after wait'
  }

  // ---- remote-waker.ts ----

  /** `letIn`. */
  protected take(next: State, back: 'idle' | 'drive'): void {
    next.line = 'dirty'
    next.at = 0
    next.back = back
  }

  /** To the block after the one of the word `at`. */
  private nextBlock(next: State): void {
    next.at = (Math.floor(next.at / WORDS) + 1) * WORDS
    next.line = 'dirty'
    if (next.at < this.blocks * WORDS) return
    next.at = 0
    this.taken(next)
  }

  private nextWord(next: State): void {
    if (next.at % WORDS < WORDS - 1) {
      next.at++
      next.line = this.firstOfWord()
    } else if (this.protocol.clearsDirty === 'last') next.line = 'dirty last'
    else this.nextBlock(next)
  }

  private firstOfWord(): Line {
    return this.protocol.takesWord === 'exchange' ? 'word' : 'load word'
  }

  private callWakers(next: State, word: number, bits: number): void {
    this.scenario.places.forEach((place, waker) => {
      if (wordOf(place) !== word || (bits & (1 << place.bit)) === 0 || next.life[waker] !== 1) return
      next.woken = true
      next.owed[waker] = false
      next.calls[waker]!++
    })
  }

  private takeMoves(state: State): Move<State>[] {
    const { at, line } = state
    const block = Math.floor(at / WORDS)
    if (line === 'dirty') {
      const clears = this.protocol.clearsDirty === 'first'
      return [this.step(state, `owner: ${clears ? 'exchange(dirty, 0)' : 'load(dirty)'} = ${state.dirty[block]}`, next => {
        if (clears) next.dirty[block] = 0
        if (state.dirty[block] === 0) this.nextBlock(next)
        else next.line = this.firstOfWord()
      })]
    }
    if (line === 'dirty last') {
      return [this.step(state, 'owner: store(dirty, 0)', next => {
        next.dirty[block] = 0
        this.nextBlock(next)
      })]
    }
    if (line === 'load word') {
      return [this.step(state, `owner: load(word ${at}) = ${state.words[at]}`, next => {
        next.loaded = state.words[at]!
        next.line = 'word'
      })]
    }
    const exchanges = this.protocol.takesWord === 'exchange'
    const bits = exchanges ? state.words[at]! : state.loaded
    return [this.step(state, exchanges ? `owner: exchange(word ${at}, 0) = ${bits}` : `owner: store(word ${at}, 0)`, next => {
      next.words[at] = 0
      next.loaded = 0
      this.callWakers(next, at, bits)
      this.nextWord(next)
    })]
  }

  /** A poll may dispose of wakers that have an heir, and register heirs; then it returns. */
  private pollMoves(state: State): Move<State>[] {
    const { places } = this.scenario
    const moves = [this.step(state, 'owner: poll', next => {
      next.woken = false
      this.polled(next)
    })]
    places.forEach((place, heir) => {
      const waker = places.findIndex(other => samePlace(other, place))
      if (waker === heir || state.life[heir] !== 0) return
      if (state.life[waker] === 1) moves.push(this.step(state, `owner: dispose waker ${waker}`, next => this.remove(next, waker)))
      else moves.push(this.step(state, `owner: waker ${heir} takes its place`, next => this.add(next, heir)))
    })
    return moves
  }

  private remove(next: State, waker: number): void {
    const place = this.scenario.places[waker]!
    next.life[waker] = 2
    next.owed[waker] = false
    if (this.protocol.clearsBit === 'before reuse') next.words[wordOf(place)]! &= ~(1 << place.bit)
    this.disposed(next)
  }

  private add(next: State, waker: number): void {
    next.life[waker] = 1
    if (this.protocol.clearsBit === 'after reuse') {
      next.line = 'clear bit'
      next.at = waker
    } else this.registered(next)
  }

  /** What the driver does about one waker more or less: `parkThread` nothing. */
  protected registered(_next: State): void {}
  protected disposed(_next: State): void {}

  private clearMove(state: State): Move<State> {
    const place = this.scenario.places[state.at]!
    return this.step(state, 'owner: and(bit)', next => {
      next.words[wordOf(place)]! &= ~(1 << place.bit)
      next.line = 'poll'
      next.at = 0
    })
  }

  protected ownerMoves(state: State): Move<State>[] {
    if (state.line === 'poll') return this.pollMoves(state)
    if (state.line === 'clear bit') return [this.clearMove(state)]
    if (state.line === 'dirty' || state.line === 'load word' || state.line === 'word' || state.line === 'dirty last') return this.takeMoves(state)
    return this.restMoves(state)
  }

  // ---- event-loop.ts ----

  /** `drive`, after a poll: nothing is ready, so it idles. */
  protected polled(next: State): void {
    this.idle(next)
  }

  private idle(next: State): void {
    const { letsIn } = this.protocol
    if (letsIn === 'before' || letsIn === 'both') this.take(next, 'idle')
    else this.park(next)
  }

  /** After `letIn`. */
  protected taken(next: State): void {
    if (next.woken) next.line = 'poll'
    else if (next.back === 'idle') this.park(next)
    else this.idle(next)
  }

  // ---- parker.ts ----

  private park(next: State): void {
    next.back = 'idle'
    next.line = this.protocol.beforeWait === 'nothing' ? 'wait' : 'before wait'
  }

  /** `waitFor` returns. */
  private unpark(next: State): void {
    const { letsIn } = this.protocol
    next.unparks++
    if (letsIn === 'after' || letsIn === 'both') this.take(next, 'drive')
    else this.idle(next)
  }

  /** What is done at rest: here, in `waitFor`. */
  protected restMoves(state: State): Move<State>[] {
    const { beforeWait, afterWait, wait } = this.protocol
    if (state.line === 'wait') {
      const sleeps = state.token === 0 || wait === 'blindly'
      return [this.step(state, `owner: wait, ${sleeps ? 'asleep' : 'not-equal'}`, next => (next.line = sleeps ? 'asleep' : 'after wait'))]
    }
    if (state.line === 'asleep') {
      if (state.timeouts === 0) return []
      return [this.step(state, 'owner: wait, timed-out', next => {
        next.timeouts--
        next.line = 'time up'
      })]
    }
    if (state.line === 'after wait' && afterWait === 'nothing') return [this.step(state, 'owner: returns', next => this.unpark(next))]
    if (state.line === 'before wait' && beforeWait === 'store(token, 0)') {
      return [this.step(state, 'owner: store(token, 0)', next => {
        next.token = 0
        next.line = 'wait'
      })]
    }
    return [this.step(state, `owner: exchange(token, 0) = ${state.token}`, next => {
      next.token = 0
      if (state.token === 1 || state.line === 'time up') this.unpark(next)
      else next.line = 'wait'
    })]
  }

  // ---- what is promised ----

  judge(state: State, last: boolean): string | null {
    const often = state.calls.findIndex((calls, waker) => calls > this.begun(state, waker))
    if (often >= 0) return `waker ${often} is called more often than its place was woken`
    if (state.unparks > this.tokens(state) + (this.scenario.timeouts ?? 0) - state.timeouts) return 'more parks end than tokens were put there'
    if (!last) return null
    const lost = state.owed.indexOf(true)
    if (lost >= 0) return `lost: the wake of waker ${lost}`
    if (!this.atRest(state)) return 'stuck'
    if (!state.life.includes(1)) return null
    const left = [state.token, ...state.dirty, ...state.words].some(word => word !== 0)
    return left ? 'something is left in shared memory' : null
  }

  /** The owner waits, and no thread could go on. */
  protected atRest(state: State): boolean {
    return state.line === 'asleep'
  }

  /** How many wakes of the place of `waker` have begun. */
  private begun(state: State, waker: number): number {
    const { places, threads } = this.scenario
    const place = places[waker]!
    return this.count(state, 0, threads.map(wakes => wakes.map(other => samePlace(places[other]!, place))))
  }

  /** How often the token was put there. */
  private tokens(state: State): number {
    return this.count(state, this.protocol.wake.indexOf('store(token, 1)'), this.scenario.threads.map(wakes => wakes.map(() => true)))
  }

  /** How many of the `wanted` wakes have made the step. */
  private count(state: State, step: number, wanted: readonly (readonly boolean[])[]): number {
    const { length } = this.protocol.wake
    return wanted.flatMap((wakes, thread) => wakes.filter((want, at) => want && state.threads[thread]! > at * length + step)).length
  }
}
