// Notify, oneshot and the unbounded channel against models as simple as can be, in random runs.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Done, drop, inspect, Pending } from '../../src/future/index.ts'
import { ClosedError, mpscUnbounded, Notify, oneshot, SendError, type Notified, type UnboundedSender } from '../../src/sync/index.ts'
import { mockTask } from '../../src/testing/index.ts'
import { thrownBy } from '../support/thrown.ts'
import { Token } from '../support/token.ts'

type Mock = ReturnType<typeof mockTask<unknown>>
/** Steps of a random run: what to do, and to whom. */
const steps = (kinds: readonly string[], maxLength = 60): fc.Arbitrary<[string, number][]> =>
  fc.array(fc.tuple(fc.constantFrom(...kinds), fc.nat(1000)), { maxLength, size: 'max' })

/** A wait for a notification, and what is to be true of it. */
interface Told {
  readonly future: Notified
  readonly task: Mock
  /** How often `notifyWaiters` had been called when it was made. */
  readonly born: number
  state: 'new' | 'queued' | 'one' | 'last' | 'all'
  hasWaker: boolean
  wakes: number
}

class NotifyModel {
  permit = false
  calls = 0
  queue: Told[] = []

  one(kind: 'one' | 'last'): void {
    const told = kind === 'one' ? this.queue.shift() : this.queue.pop()
    if (told === undefined) this.permit = true
    else this.notify(told, kind)
  }

  all(): void {
    this.calls++
    for (const told of this.queue.splice(0)) this.notify(told, 'all')
  }

  private notify(told: Told, state: 'one' | 'last' | 'all'): void {
    told.state = state
    if (told.hasWaker) told.wakes++
    told.hasWaker = false
  }

  /** Whether it has been notified. */
  register(told: Told): boolean {
    if (told.state !== 'new') return told.state !== 'queued'
    if (told.born !== this.calls) told.state = 'all'
    else if (this.permit) {
      this.permit = false
      told.state = 'one'
    } else {
      told.state = 'queued'
      this.queue.push(told)
    }
    return told.state !== 'queued'
  }

  leave(told: Told): void {
    this.queue = this.queue.filter(each => each !== told)
    if (told.state === 'one' || told.state === 'last') this.one(told.state)
  }
}

describe('against a model', () => {
  it('38: Notify', () => {
    const kinds = ['make', 'make', 'poll', 'poll', 'enable', 'drop', 'notifyOne', 'notifyLast', 'notifyWaiters']
    fc.assert(fc.property(steps(kinds), run => {
      const notify = new Notify()
      const model = new NotifyModel()
      const ended: Told[] = []
      let live: Told[] = []
      for (const [kind, number] of run) {
        const told = live[number % Math.max(1, live.length)]
        const over = (one: Told): void => {
          live = live.filter(each => each !== one)
          ended.push(one)
        }
        if (kind === 'make') {
          const future = notify.notified()
          live.push({ future, task: mockTask<unknown>(future), born: model.calls, state: 'new', hasWaker: false, wakes: 0 })
        } else if (kind === 'notifyOne' || kind === 'notifyLast') {
          notify[kind]()
          model.one(kind === 'notifyOne' ? 'one' : 'last')
        } else if (kind === 'notifyWaiters') {
          notify.notifyWaiters()
          model.all()
        } else if (told !== undefined && kind === 'enable') expect(told.future.enable()).toBe(model.register(told))
        else if (told !== undefined && kind === 'drop') {
          told.task[Symbol.dispose]()
          model.leave(told)
          over(told)
        } else if (told !== undefined) {
          const isNotified = model.register(told)
          expect(told.task.poll()).toBe(isNotified ? undefined : Pending)
          told.hasWaker = !isNotified
          if (isNotified) over(told)
        }
        expect([...live, ...ended].map(each => each.task.wakeCount)).toEqual([...live, ...ended].map(each => each.wakes))
        expect(notify[inspect]().state).toBe(model.permit ? 'a permit is stored' : 'no permit is stored')
      }
    }))
  })

  it('6, 41: oneshot', () => {
    const kinds = ['send', 'drop sender', 'close', 'drop receiver', 'poll', 'poll', 'tryRecv', 'closed', 'closed', 'drop closed']
    fc.assert(fc.property(steps(kinds, 12), run => {
      const [sender, receiver] = oneshot<Token>()
      const receiving = mockTask<unknown>(receiver)
      const tokens: Token[] = []
      let [fate, isClosed, isSpent, isOver]: [Token | 'open' | 'left', boolean, boolean, boolean] = ['open', false, false, false]
      let [waits, wakes, dropped] = [false, 0, 0]
      const closings: { task: Mock; wakes: number; waits: boolean }[] = []
      const shut = (): void => {
        isClosed = true
        if (waits) wakes++
        waits = false
        for (const one of closings) if (one.waits) [one.wakes, one.waits] = [1, false]
      }
      const take = (call: () => unknown, none: unknown): void => {
        if (fate === 'open' && !isClosed) return expect(call()).toBe(none)
        isOver = true
        if (fate instanceof Token) expect(call()).toBe(fate)
        else expect(thrownBy(call)).toBeInstanceOf(ClosedError)
      }
      for (const [kind, number] of run) {
        const closing = closings[number % Math.max(1, closings.length)]
        if (kind === 'send') {
          const token = new Token()
          tokens.push(token)
          if (isSpent || isClosed) {
            const error = thrownBy(() => sender.send(token)) as SendError | ClosedError
            expect([error instanceof (isSpent ? SendError : ClosedError), error.value]).toEqual([true, token])
          } else {
            sender.send(token)
            fate = token
            shut()
          }
          isSpent = true
        } else if (kind === 'drop sender') {
          drop(sender)
          if (!isSpent && !isClosed) {
            fate = 'left'
            shut()
          }
          isSpent = true
        } else if (kind === 'close') {
          receiver.close()
          if (!isClosed) shut()
        } else if (kind === 'drop receiver') {
          drop(receiver)
          if (!isOver && fate instanceof Token) dropped = 1
          isOver = true
          waits = false
          if (!isClosed) shut()
        } else if (kind === 'poll' && !isOver) {
          take(() => receiving.poll(), Pending)
          waits = !isOver
        } else if (kind === 'tryRecv' && !isOver) take(() => receiver.tryRecv(), undefined)
        else if (kind === 'closed') {
          const task = mockTask<unknown>(sender.closed())
          expect(task.poll()).toBe(isClosed ? undefined : Pending)
          if (!isClosed) closings.push({ task, wakes: 0, waits: true })
        } else if (kind === 'drop closed' && closing !== undefined) {
          closing.task[Symbol.dispose]()
          closing.waits = false
        }
        expect([receiving.wakeCount, sender.isClosed()]).toEqual([wakes, isClosed])
        expect(closings.map(each => each.task.wakeCount)).toEqual(closings.map(each => each.wakes))
        expect(tokens.map(({ drops }) => drops)).toEqual(tokens.map(token => (token === fate ? dropped : 0)))
      }
    }), { numRuns: 1000 })
  })

  it('6, 40: the unbounded channel', () => {
    const kinds = ['send', 'send', 'send', 'clone', 'drop sender', 'recv', 'recv', 'recvMany', 'tryRecv', 'drop loan', 'close', 'drop receiver']
    fc.assert(fc.property(steps(kinds, 40), run => {
      const [first, receiver] = mpscUnbounded<Token>()
      const senders: UnboundedSender<Token>[] = [first]
      const tokens: Token[] = []
      let items: Token[] = []
      let loan: { task: Mock; max: number } | null = null
      let [isClosed, isGone, waits, wakes] = [false, false, false, 0]
      const hasEnded = (): boolean => items.length === 0 && (isClosed || senders.length === 0)
      const wake = (): void => {
        if (waits) wakes++
        waits = false
      }
      const forget = (): void => {
        wakes -= loan?.task.wakeCount ?? 0
        loan = null
        waits = false
      }
      for (const [kind, number] of run) {
        const at = number % Math.max(1, senders.length)
        const sender = senders[at]
        if (kind === 'send' && sender !== undefined) {
          const token = new Token()
          tokens.push(token)
          if (isClosed) expect((thrownBy(() => sender.send(token)) as SendError).value).toBe(token)
          else {
            sender.send(token)
            items.push(token)
            wake()
          }
        } else if (kind === 'clone' && sender !== undefined) senders.push(sender.clone())
        else if (kind === 'drop sender' && sender !== undefined) {
          drop(sender)
          senders.splice(at, 1)
          if (hasEnded()) wake()
        } else if (kind === 'close') {
          receiver.close()
          isClosed = true
          if (hasEnded()) wake()
        } else if (kind === 'drop receiver' && !isGone) {
          drop(receiver)
          isClosed = isGone = true
          items = []
          forget()
        } else if (kind === 'drop loan' && loan !== null) {
          loan.task[Symbol.dispose]()
          forget()
        } else if (kind === 'tryRecv' && loan === null && !isGone) {
          expect(receiver.tryRecv()).toBe(items.length > 0 ? items.shift() : hasEnded() ? Done : undefined)
        } else if (kind.startsWith('recv') && !isGone) {
          const max = kind === 'recv' ? 0 : 1 + (number % 3)
          loan ??= { task: mockTask<unknown>(max === 0 ? receiver.recv() : receiver.recvMany(max)), max }
          const answer = loan.task.poll()
          if (items.length > 0) expect(answer).toEqual(loan.max === 0 ? items.shift() : items.splice(0, loan.max))
          else if (hasEnded()) expect(answer).toEqual(loan.max === 0 ? Done : [])
          else expect(answer).toBe(Pending)
          waits = answer === Pending
          if (!waits) forget()
        }
        expect([loan?.task.wakeCount ?? 0, receiver.size]).toEqual([wakes, items.length])
        if (sender !== undefined) expect(sender.isClosed()).toBe(isClosed)
      }
      // What was neither received nor handed back, once, when the receiver went.
      const left = new Set(items)
      if (!isGone) drop(receiver)
      for (const token of left) expect(token.drops).toBe(1)
      expect(tokens.every(({ drops }) => drops <= 1)).toBe(true)
    }), { numRuns: 1000 })
  })
})
