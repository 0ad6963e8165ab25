/**
 * The wake protocol where the owner does not park: `listen` of `host-signal.ts` waits by `waitAsync`, whose end is a callback,
 * and asks for a turn of the host; the turn is a slice (`event-loop.ts`). Between two callbacks the host may do either, if both
 * are due.
 */
import type { Move } from './state-space.ts'
import type { Protocol, Scenario, State } from './wake-protocol.ts'
import { WakeProtocol } from './wake-protocol-model.ts'

const NOT_WAITING = 0
const WAITING = 1
const ENDED = 2

export class HostedWakeProtocol extends WakeProtocol {
  constructor(scenario: Scenario, changes: Partial<Protocol> = {}) {
    // The first waker is registered in the first poll, so that begins with `listen`.
    super(scenario, changes, { line: 'listen', back: 'drive' })
  }

  protected override notify(next: State): void {
    if (next.waiting === WAITING) next.waiting = ENDED
  }

  /** `listenWhile(true)`, in a poll, to which it returns. */
  protected override registered(next: State): void {
    if (next.waiting !== NOT_WAITING) return
    next.line = 'listen'
    next.back = 'drive'
  }

  /** `listenWhile(false)`, if that was the last. */
  protected override disposed(next: State): void {
    if (!this.listening(next)) this.notify(next)
  }

  private listening(state: State): boolean {
    return state.life.includes(1)
  }

  protected override polled(next: State): void {
    this.take(next, 'idle')
  }

  /** `slice`: polls what is ready, then looks outside again; `rest` when nothing is. */
  protected override taken(next: State): void {
    next.line = next.woken ? 'poll' : 'host'
  }

  protected override restMoves(state: State): Move<State>[] {
    if (state.line === 'listen') return [this.exchange(state)]
    if (state.line === 'waitAsync') return [this.waitAsync(state)]
    const moves: Move<State>[] = []
    if (state.waiting === ENDED) moves.push(this.step(state, 'host: calls woken', next => {
      next.waiting = NOT_WAITING
      if (this.listening(next)) next.line = 'listen'
    }))
    if (state.asked) moves.push(this.step(state, 'host: a turn', next => {
      next.asked = false
      this.take(next, 'idle')
    }))
    return moves
  }

  private exchange(state: State): Move<State> {
    const looks = this.protocol.beforeWait === 'exchange(token)'
    const name = looks ? `owner: exchange(token, 0) = ${state.token}` : 'owner: store(token, 0)'
    return this.step(state, name, next => {
      next.token = 0
      if (looks && state.token === 1) {
        next.asked = true
        next.unparks++
      }
      next.line = 'waitAsync'
    })
  }

  private waitAsync(state: State): Move<State> {
    const waits = state.token === 0 || this.protocol.wait === 'blindly'
    return this.step(state, `owner: waitAsync, ${waits ? 'waits' : 'not-equal'}`, next => {
      if (!waits) {
        next.line = 'listen'
        return
      }
      next.waiting = WAITING
      next.line = state.back === 'drive' ? 'poll' : 'host'
      next.back = 'idle'
    })
  }

  protected override atRest(state: State): boolean {
    return state.line === 'host' && state.waiting === (this.listening(state) ? WAITING : NOT_WAITING)
  }
}
