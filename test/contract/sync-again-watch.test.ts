import { describe, expect, it } from 'vitest'
import { asyncBlock, BorrowError, Cell, Done, drop, isSendable, Pending, PolledAfterCompletionError, wait, wakerFn } from '../../src/index.ts'
import { ClosedError, SendError, watch } from '../../src/sync/index.ts'
import { countingWaker, mockTask, pendingOnce } from '../../src/testing/index.ts'
import { leafLaws } from '../support/leaf-laws.ts'
import { reaches } from '../support/reaches.ts'
import { stages } from '../support/stages.ts'
import { thrownBy } from '../support/thrown.ts'
import { Token } from '../support/token.ts'

describe('watch, again', () => {
  leafLaws('Changed', () => {
    const [tx, rx] = watch(0)
    return { future: rx.changed(), satisfy: () => tx.send(0), behind: [tx, rx] }
  })
  leafLaws('WaitFor', () => {
    const [tx, rx] = watch(0)
    return { future: rx.waitFor(value => value === 2), satisfy: () => tx.send(2), behind: [tx, rx] }
  })
  leafLaws('WatchSender.closed', () => {
    const [tx, rx] = watch(0)
    return { future: tx.closed(), satisfy: () => drop(rx), behind: [tx, rx] }
  }, { free: true })

  it('41: the first value counts as seen, also for subscribe, and a clone has seen what its origin has', () => {
    const [tx, rx] = watch('a')
    expect([rx.hasChanged(), rx.borrow()]).toEqual([false, 'a'])
    tx.send('b')
    const [late, clone] = [tx.subscribe(), rx.clone()]
    expect([rx, late, clone].map(one => one.hasChanged())).toEqual([true, false, true])
    expect([rx.borrow(), rx.hasChanged(), rx.borrowAndUpdate(), rx.hasChanged(), clone.hasChanged()]).toEqual(['b', true, 'b', false, true])
  })

  it('41: an equal value is a change; many changes are one; changed marks as seen', () => {
    const [tx, rx] = watch(Number.NaN)
    for (let round = 0; round < 3; round++) tx.send(Number.NaN)
    expect(mockTask(rx.changed()).poll()).toBe(undefined)
    const again = mockTask(rx.changed())
    expect(again.poll()).toBe(Pending)
    tx.send(1)
    tx.send(2)
    expect([again.wakeCount, again.poll(), rx.borrow(), rx.hasChanged()]).toEqual([1, undefined, 2, false])
  })

  it('41: a changed that is dropped after its wake leaves the value unseen', () => {
    const [tx, rx] = watch(0)
    const changed = mockTask(rx.changed())
    changed.poll()
    tx.send(1)
    drop(changed)
    expect([rx.hasChanged(), mockTask(rx.changed()).poll()]).toEqual([true, undefined])
  })

  it('41: borrowAndUpdate between the wake and the poll: changed waits on', () => {
    const [tx, rx] = watch(0)
    const changed = mockTask(rx.changed())
    changed.poll()
    tx.send(1)
    rx.borrowAndUpdate()
    expect(changed.poll()).toBe(Pending)
    tx.send(2)
    expect([changed.wakeCount, changed.poll()]).toEqual([2, undefined])
  })

  it('41: changed fails only when closed and seen; borrow goes on', () => {
    const [tx, rx] = watch(0)
    const other = tx.clone()
    const waiting = mockTask(rx.changed())
    waiting.poll()
    other.send(1)
    drop(tx)
    drop(tx)
    expect(waiting.poll()).toBe(undefined)
    const last = mockTask(rx.changed())
    expect(last.poll()).toBe(Pending)
    other.send(2)
    drop(other)
    expect(last.wakeCount).toBe(1)
    expect([last.poll(), rx.isClosed()]).toEqual([undefined, true])
    const error = thrownBy(() => mockTask(rx.changed()).poll()) as ClosedError
    expect([error.constructor, error.code, rx.borrow(), rx.borrowAndUpdate()]).toEqual([ClosedError, 'ERR_POLLUX_CLOSED', 2, 2])
  })

  it('41: the last sender\'s end wakes who waits, once, to fail', () => {
    const [tx, rx] = watch(0)
    const [a, b] = [mockTask(rx.changed()), mockTask(rx.clone().waitFor(() => false))]
    expect([a.poll(), b.poll()]).toEqual([Pending, Pending])
    drop(tx)
    expect([a.wakeCount, b.wakeCount]).toEqual([1, 1])
    for (const task of [a, b]) expect(thrownBy(() => task.poll())).toBeInstanceOf(ClosedError)
  })

  it('41: send to nobody is SendError with the value and keeps the old one; sendReplace is not; a subscriber reopens', () => {
    const [tx, rx] = watch('a')
    drop(rx)
    drop(rx)
    const error = thrownBy(() => tx.send('b')) as SendError<string>
    expect([error instanceof SendError, error.code, error.value, tx.borrow(), tx.isClosed()]).toEqual([true, 'ERR_POLLUX_SEND', 'b', 'a', true])
    expect([tx.sendReplace('c'), tx.borrow()]).toEqual(['a', 'c'])
    const late = tx.subscribe()
    expect([late.borrow(), late.hasChanged(), tx.isClosed()]).toEqual(['c', false, false])
    tx.send('d')
    expect(late.hasChanged()).toBe(true)
  })

  it('1: Pending and Done are no values, in no way; nothing has changed', () => {
    const [tx, rx] = watch<unknown>(0)
    for (const bad of [Pending, Done]) {
      for (const act of [() => watch(bad), () => tx.send(bad), () => tx.sendReplace(bad), () => tx.sendModify(() => bad)]) {
        expect(thrownBy(act)).toBeInstanceOf(TypeError)
      }
    }
    expect([rx.hasChanged(), rx.borrow()]).toEqual([false, 0])
    tx.send(undefined)
    expect([rx.hasChanged(), rx.borrow()]).toEqual([true, undefined])
  })

  it('41: a sendModify that throws has changed nothing and woken nobody', () => {
    const [tx, rx] = watch(1)
    const changed = mockTask(rx.changed())
    changed.poll()
    expect((thrownBy(() => tx.sendModify(() => { throw new Error('change') })) as Error).message).toBe('change')
    expect([changed.wakeCount, rx.borrow(), rx.hasChanged()]).toEqual([0, 1, false])
    tx.sendModify(value => value + 1)
    expect([changed.wakeCount, rx.borrow()]).toEqual([1, 2])
  })

  it('32: a sendModify whose change sends: nothing is lost, nothing dropped twice', () => {
    const [tx, rx] = watch(new Token('first'))
    const [first, inner, outer] = [rx.borrow(), new Token('inner'), new Token('outer')]
    tx.sendModify(() => {
      tx.send(inner)
      return outer
    })
    expect([rx.borrow() === outer, first.drops, outer.drops]).toEqual([true, 1, 0])
    expect(inner.drops).toBeLessThanOrEqual(1)
  })

  it('6: send drops what it replaces, once; sendReplace hands it over; the last side drops the last', () => {
    const tokens = ['a', 'b', 'c', 'd'].map(name => new Token(name))
    const [a, b, c, d] = tokens as [Token, Token, Token, Token]
    const [tx, rx] = watch(a)
    tx.send(b)
    expect(tokens.map(one => one.drops)).toEqual([1, 0, 0, 0])
    expect(tx.sendReplace(c)).toBe(b)
    tx.send(d)
    expect(tokens.map(one => one.drops)).toEqual([1, 0, 1, 0])
    drop(tx)
    expect([rx.borrow() === d, d.drops]).toEqual([true, 0])
    drop(rx)
    drop(rx)
    drop(tx)
    expect(tokens.map(one => one.drops)).toEqual([1, 0, 1, 1])
  })

  it('6: the very same object sent again is not dropped', () => {
    const value = new Token()
    const [tx, rx] = watch(value)
    tx.send(value)
    tx.sendModify(same => same)
    expect([rx.borrow() === value, value.drops, rx.hasChanged()]).toEqual([true, 0, true])
  })

  it('6, 32: a sendReplace whose receiver\'s waker throws: the old value is dropped, or handed over', () => {
    const old = new Token()
    const [tx, rx] = watch(old)
    rx.changed().poll({ waker: wakerFn(() => { throw new Error('waker') }) })
    expect((thrownBy(() => tx.sendReplace(new Token())) as Error).message).toBe('waker')
    expect([old.drops, rx.hasChanged()]).toEqual([1, true])
  })

  it('32: the waker of changed may borrow, send and drop the receiver; the drop of the old value may, too', () => {
    const trace: string[] = []
    const value = (name: string, act = (): void => {}): Disposable & { name: string } => ({ name, [Symbol.dispose]: () => {
      trace.push(`${name} dropped`)
      act()
    } })
    const [tx, rx] = watch(value('a', () => void trace.push(`then ${rx.borrow().name}`)))
    rx.changed().poll({ waker: wakerFn(() => {
      trace.push(`woken for ${rx.borrowAndUpdate().name}`)
      tx.send(value('c'))
    }) })
    tx.send(value('b'))
    expect(rx.borrow().name).toBe('c')
    expect(trace.slice().sort()).toEqual(['a dropped', 'b dropped', expect.stringMatching(/^then [bc]$/), 'woken for b'])
  })

  it('32: wakers that throw keep no other from being woken, and the value is there', () => {
    const [tx, rx] = watch(0)
    const woken: number[] = []
    const receivers = [rx, rx.clone(), rx.clone()]
    receivers.forEach((one, at) => one.changed().poll({ waker: wakerFn(() => {
      woken.push(at)
      throw new Error(`waker ${at}`)
    }) }))
    expect((thrownBy(() => tx.send(1)) as Error).message).toBe('waker 0')
    expect([woken, receivers.map(one => one.borrow())]).toEqual([[0, 1, 2], [1, 1, 1]])
  })

  it('41: waitFor looks at the present value, seen or not; marks what it looked at; asks once a version', () => {
    const [tx, rx] = watch(1)
    expect(mockTask(rx.waitFor(value => value === 1)).poll()).toBe(1)
    const asked: number[] = []
    const task = mockTask(rx.waitFor(value => {
      asked.push(value)
      return value > 5
    }))
    for (let poll = 0; poll < 3; poll++) task.poll()
    tx.send(2)
    expect([task.poll(), rx.hasChanged()]).toEqual([Pending, false])
    tx.send(6)
    expect([task.poll(), asked, rx.hasChanged()]).toEqual([6, [1, 2, 6], false])
  })

  it('2, 41: a predicate that throws fails the wait, which leaves; and a condition is asked for at the call', () => {
    const [tx, rx] = watch(1)
    const waker = countingWaker()
    const task = rx.waitFor(value => {
      if (value === 2) throw new Error('predicate')
      return false
    })
    task.poll({ waker })
    tx.send(2)
    expect((thrownBy(() => task.poll({ waker })) as Error).message).toBe('predicate')
    expect([reaches(rx, waker), thrownBy(() => task.poll({ waker })) instanceof PolledAfterCompletionError]).toEqual([false, true])
    expect(thrownBy(() => rx.waitFor(null as never))).toBeInstanceOf(TypeError)
  })

  it('7: a predicate that drops the receiver, or the wait, or polls it', () => {
    const [tx, rx] = watch(0)
    const caught: unknown[] = []
    const task = rx.waitFor(value => {
      if (value === 0) return false
      for (const act of [() => drop(task), () => task.poll({ waker: countingWaker() })]) caught.push(thrownBy(act))
      return true
    })
    task.poll({ waker: countingWaker() })
    tx.send(1)
    expect(task.poll({ waker: countingWaker() })).toBe(1)
    expect(caught.map(error => error instanceof BorrowError)).toEqual([true, true])
  })

  it('5: a receiver that is disposed ends its futures: woken, they fail; nothing keeps them', () => {
    const [tx, rx] = watch(0)
    const waker = countingWaker()
    const changed = rx.changed()
    changed.poll({ waker })
    drop(rx)
    expect(waker.count).toBe(1)
    expect(thrownBy(() => changed.poll({ waker }))).toBeInstanceOf(PolledAfterCompletionError)
    expect([reaches(tx, waker), reaches(changed, waker)]).toEqual([false, false])
    for (const use of [() => rx.borrow(), () => rx.borrowAndUpdate(), () => rx.changed(), () => rx.clone(), () => rx.waitFor(() => true)]) {
      expect(thrownBy(use)).toBeInstanceOf(BorrowError)
    }
  })

  it('40: use of a disposed sender is BorrowError', () => {
    const [tx, rx] = watch(0)
    const keep = tx.clone()
    drop(tx)
    for (const use of [() => tx.send(1), () => tx.sendReplace(1), () => tx.sendModify(n => n), () => tx.subscribe(), () => tx.clone(), () => tx.borrow()]) {
      expect(thrownBy(use)).toBeInstanceOf(BorrowError)
    }
    keep.send(1)
    expect([rx.borrow(), rx.isClosed()]).toEqual([1, false])
  })

  it('22: ends are as sendable as the value', () => {
    const [tx, rx] = watch<unknown>(0)
    expect([tx, rx, rx.changed()].map(one => isSendable(one))).toEqual([true, true, true])
    tx.send(new Cell(0))
    expect([tx, rx, rx.changed(), rx.waitFor(() => true)].map(one => isSendable(one))).toEqual([false, false, false, false])
  })

  it.each(stages)('41: under %s, a slow receiver sees the latest, and the end', async (_, run) => {
    const trace = await run((start, lines) => {
      const [tx, rx] = watch(0)
      start(asyncBlock(function* () {
        for (;;) {
          try {
            yield* wait(rx.changed())
          } catch (error) {
            lines.push((error as Error).name)
            return
          }
          lines.push(`saw ${rx.borrow()}`)
          for (let turn = 0; turn < 2; turn++) yield* wait(pendingOnce(0))
        }
      }))
      start(asyncBlock(function* () {
        for (let value = 1; value <= 5; value++) {
          tx.send(value)
          yield* wait(pendingOnce(0))
        }
        drop(tx)
      }))
    })
    expect(trace).toEqual(['saw 1', 'saw 3', 'saw 5', 'ClosedError'])
  })
})
