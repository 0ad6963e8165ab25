import { describe, expect, it } from 'vitest'
import { BorrowError, Done, drop, inspect, isSendable, Pending, PolledAfterCompletionError, Rc, Runtime, sendable } from '../../src/index.ts'
import type { Context, Future, Poll } from '../../src/index.ts'
import { Stream } from '../../src/iterators/index.ts'
import { mockTask } from '../../src/testing/index.ts'
import { item, StreamProbe, type StreamStep } from '../support/stream-probe.ts'
import { thrownBy } from '../support/thrown.ts'

const boom = new Error('boom')

/** A stream over a scripted one, with the loans' recalls counted. */
class Scripted extends Stream<unknown> {
  readonly probe: StreamProbe
  recalls = 0

  constructor(steps: StreamStep[], resumable = false) {
    super()
    this.probe = new StreamProbe(steps, resumable)
  }

  pollNext(cx: Context): Poll<unknown> {
    return this.probe.pollNext(cx)
  }

  override get resumable(): boolean {
    return this.probe.resumable
  }

  protected override recall(): void {
    this.recalls++
  }

  override [Symbol.dispose](): void {
    super[Symbol.dispose]()
    drop(this.probe)
  }
}

const polled = (future: Future<unknown>) => mockTask(future).poll()

describe('43: stream.next()', () => {
  it('1: lends a future without polling', () => {
    const stream = new Scripted([item(1)])
    stream.next()
    expect(stream.probe.polls).toBe(0)
  })

  it('43: the same future each time, an item a loan, Done for ever without another poll', () => {
    const stream = new Scripted([item(1), item(2), 'done'])
    const loans = [0, 1, 2, 3, 4].map(() => {
      const loan = stream.next()
      return [loan, polled(loan)] as const
    })
    expect(new Set(loans.map(([loan]) => loan)).size).toBe(1)
    expect(loans.map(([, got]) => got)).toEqual([1, 2, Done, Done, Done])
    expect([stream.probe.polls, stream.probe.misuse]).toEqual([3, []])
  })

  it('43: a second next() before the loan is finished throws, polled or not', () => {
    const stream = new Scripted(['pending', item(1)])
    const loan = stream.next()
    for (let i = 0; i < 2; i++) {
      const error = thrownBy(() => stream.next()) as Error
      expect(error).toBeInstanceOf(BorrowError)
      expect(error.message).toMatch(/^Scripted: next\(\) was called while the future of the last next\(\) is still out.*dispose/)
      if (i === 0) polled(loan)
    }
    expect(polled(loan)).toBe(1)
    expect(stream.probe.misuse).toEqual([])
  })

  it('43: disposing a loan, polled or not, loses no item', () => {
    const stream = new Scripted(['pending', item(1)])
    drop(stream.next())
    const loan = stream.next()
    polled(loan)
    drop(loan)
    drop(loan)
    expect([stream.recalls, polled(stream.next()), stream.probe.disposes]).toEqual([2, 1, 0])
  })

  it('3: a loan that is finished, or was never asked for, is not to be polled', () => {
    const stream = new Scripted([item(1), item(2)])
    const loan = stream.next()
    polled(loan)
    const error = thrownBy(() => polled(loan)) as PolledAfterCompletionError
    expect([error instanceof PolledAfterCompletionError, error.what]).toEqual([true, 'Scripted.next()'])
    expect(polled(stream.next())).toBe(2)
  })

  it('42: a throw finishes the stream', () => {
    const stream = new Scripted([{ throw: boom }, item(2)])
    expect(thrownBy(() => polled(stream.next()))).toBe(boom)
    for (let i = 0; i < 2; i++) expect(thrownBy(() => polled(stream.next()))).toBeInstanceOf(PolledAfterCompletionError)
    expect([stream.probe.polls, stream.probe.misuse]).toEqual([1, []])
  })

  it('42: a set that stays usable goes on after a throw and after Done', () => {
    const stream = new Scripted([{ throw: boom }, item(2)], true)
    const empty = () => stream.probe.push({ item: Done })
    expect(thrownBy(() => polled(stream.next()))).toBe(boom)
    expect(polled(stream.next())).toBe(2)
    empty()
    expect(polled(stream.next())).toBe(Done)
    stream.probe.push(item(3))
    expect([polled(stream.next()), stream.probe.polls]).toEqual([3, 4])
  })

  it('43: disposing the stream ends the loan', () => {
    const stream = new Scripted([item(1)])
    const loan = stream.next()
    stream[Symbol.dispose]()
    const error = thrownBy(() => polled(loan)) as Error
    expect(error).toBeInstanceOf(PolledAfterCompletionError)
    expect(error.message).toContain('was disposed')
    drop(loan)
    expect([stream.probe.polls, stream.probe.disposes, stream.recalls]).toEqual([0, 1, 0])
  })

  it('2, 7: from inside its own poll, everything throws BorrowError and the poll goes on', () => {
    const errors: unknown[] = []
    const stream: Scripted = new Scripted([{ run: cx => {
      for (const act of [() => loan.poll(cx), () => stream.next(), () => drop(loan), () => stream[Symbol.dispose]()]) errors.push(thrownBy(act))
    } }, item(1)])
    const loan = stream.next()
    expect(polled(loan)).toBe(1)
    expect(errors.map(error => error instanceof BorrowError)).toEqual([true, true, true, true])
    expect(stream.probe.misuse).toEqual([])
  })

  it('22: a loan is as sendable as its stream, and is asked again at each suspension', () => {
    class Tagged extends Stream<number> {
      holds = false
      pollNext(): Poll<number | Done> {
        this.holds = true
        return Pending
      }
      get [sendable](): boolean {
        return !this.holds
      }
    }
    class Untagged extends Stream<number> {
      readonly shared: Rc<number> | null
      constructor(shared: Rc<number> | null) {
        super()
        this.shared = shared
      }
      pollNext(): Poll<number | Done> {
        return Done
      }
    }
    const loans = [new Tagged().next(), new Untagged(null).next(), new Untagged(new Rc(1)).next()]
    expect(loans.map(isSendable)).toEqual([true, true, false])
    using runtime = new Runtime({ onUnhandledError: () => {} })
    const handle = runtime.spawn(new Tagged().next())
    runtime.runUntilStalled()
    expect(String(thrownBy(() => polled(handle)))).toContain('came to hold a value that is not sendable')
  })

  it('says whose it is', () => {
    const stream = new Scripted([])
    expect((stream.next() as Future<unknown>)[inspect]!()).toEqual({ name: 'Scripted.next()', state: 'Lent', children: [stream] })
  })
})
