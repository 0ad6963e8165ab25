import { describe, expect, it } from 'vitest'
import { asyncBlock, Cell, Done, drop, isSendable, lazy, Pending, PolledAfterCompletionError, ready, wait, wakerFn } from '../../src/index.ts'
import { OnceCell, SetError } from '../../src/sync/index.ts'
import { countingWaker, mockTask, pendingOnce } from '../../src/testing/index.ts'
import { leafLaws } from '../support/leaf-laws.ts'
import { misuses, probes, Probe } from '../support/probe.ts'
import { reaches } from '../support/reaches.ts'
import { stages } from '../support/stages.ts'
import { thrownBy } from '../support/thrown.ts'
import { Token } from '../support/token.ts'

const never = (): never => { throw new Error('init is not to be called') }

describe('OnceCell, again', () => {
  leafLaws('GetOrInit, behind another', () => {
    const cell = new OnceCell<number>()
    const probe = new Probe<number>()
    const first = mockTask(cell.getOrInit(() => probe))
    first.poll()
    return { future: cell.getOrInit(never), satisfy: () => void (probe.willBe(7), first.poll()), behind: [cell] }
  })
  leafLaws('GetOrInit, the next after a failure', () => {
    const cell = new OnceCell<number>()
    const probe = new Probe<number>()
    const first = mockTask(cell.getOrInit(() => probe))
    first.poll()
    return { future: cell.getOrInit(() => ready(8)), satisfy: () => drop(first), behind: [cell] }
  }, { free: true }) // what it makes itself costs what its own future spends

  it('1, 41: init is called at the first poll, once, by the first who is polled', () => {
    const cell = new OnceCell<number>()
    let calls = 0
    const init = () => lazy(() => ++calls)
    const [a, b] = [mockTask(cell.getOrInit(init)), mockTask(cell.getOrInit(init))]
    expect([calls, cell.get(), cell.isInitialized()]).toEqual([0, undefined, false])
    expect([b.poll(), a.poll(), calls, cell.get()]).toEqual([1, 1, 1, 1])
    expect(mockTask(cell.getOrInit(never)).poll()).toBe(1)
  })

  it('41: undefined is a value', () => {
    const cell = new OnceCell<undefined>()
    cell.set(undefined)
    expect([cell.isInitialized(), mockTask(cell.getOrInit(never)).poll(), (thrownBy(() => cell.set(undefined)) as SetError).isAlreadyInitialized()])
      .toEqual([true, undefined, true])
  })

  it('41: a failed or dropped initialisation goes to the next waiter, in order, with an init of its own', () => {
    const cell = new OnceCell<number>()
    const trace: string[] = []
    const all = probes<number>(4, trace)
    const tasks = all.map(probe => mockTask(cell.getOrInit(() => {
      trace.push(`${probe.name} init`)
      return probe
    })))
    for (const task of tasks) expect(task.poll()).toBe(Pending)
    all[0]!.fail(new Error('first'))
    expect((thrownBy(() => tasks[0]!.poll()) as Error).message).toBe('first')
    expect(tasks.map(task => task.wakeCount)).toEqual([1, 1, 0, 0])
    expect(tasks[1]!.poll()).toBe(Pending)
    drop(tasks[1])
    expect(tasks.map(task => task.wakeCount)).toEqual([1, 1, 1, 0])
    drop(tasks[2]) // woken with the turn, and not polled
    expect(tasks.map(task => task.wakeCount)).toEqual([1, 1, 1, 1])
    expect(tasks[3]!.poll()).toBe(Pending)
    all[3]!.complete(3)
    expect([tasks[3]!.poll(), cell.get()]).toEqual([3, 3])
    expect(trace).toEqual(['0 init', '0 poll', '0 poll', '1 init', '1 poll', '1 dispose', '3 init', '3 poll', '3 poll'])
    expect(misuses(all)).toEqual([])
  })

  it('41: when nobody waits, a failure leaves the cell empty, to be set or tried again', () => {
    const cell = new OnceCell<number>()
    const failing = mockTask(cell.getOrInit(() => lazy((): number => { throw new Error('init') })))
    expect((thrownBy(() => failing.poll()) as Error).message).toBe('init')
    const thrower = mockTask(cell.getOrInit(() => { throw new Error('call') }))
    expect((thrownBy(() => thrower.poll()) as Error).message).toBe('call')
    const none = mockTask(cell.getOrInit(() => 5 as never))
    expect(thrownBy(() => none.poll())).toBeInstanceOf(TypeError)
    cell.set(1)
    expect(cell.get()).toBe(1)
    expect(thrownBy(() => cell.getOrInit(null as never))).toBeInstanceOf(TypeError)
  })

  it('41: set during one fails with the value, also between a failure and the next one\'s poll', () => {
    const cell = new OnceCell<Token>()
    const driving = mockTask(cell.getOrInit(() => new Probe<Token>()))
    driving.poll()
    const next = mockTask(cell.getOrInit(() => ready(new Token('made'))))
    next.poll()
    const value = new Token()
    const refusal = (): unknown[] => {
      const error = thrownBy(() => cell.set(value)) as SetError<Token>
      return [error.constructor, error.code, error.isInitializing(), error.isAlreadyInitialized(), error.value === value]
    }
    expect(refusal()).toEqual([SetError, 'ERR_POLLUX_SET', true, false, true])
    drop(driving)
    expect(refusal()).toEqual([SetError, 'ERR_POLLUX_SET', true, false, true])
    next.poll()
    expect(refusal()).toEqual([SetError, 'ERR_POLLUX_SET', false, true, true])
    expect(value.drops).toBe(0)
  })

  it('1: Pending and Done are no values, set or made', () => {
    const cell = new OnceCell<unknown>()
    for (const bad of [Pending, Done]) expect(thrownBy(() => cell.set(bad))).toBeInstanceOf(TypeError)
    expect(cell.isInitialized()).toBe(false)
    const made = mockTask(cell.getOrInit(() => ready<unknown>(1)))
    expect(made.poll()).toBe(1)
  })

  it('32: wakers of those who wait may get the value, drop others, and throw; all are woken', () => {
    const cell = new OnceCell<number>()
    const probe = new Probe<number>()
    const driver = cell.getOrInit(() => probe)
    driver.poll({ waker: countingWaker() })
    const waits = [0, 1, 2].map(() => cell.getOrInit(never))
    const trace: string[] = []
    waits.forEach((one, at) => one.poll({ waker: wakerFn(() => {
      trace.push(`${at} ${cell.get()}`)
      if (at === 0) drop(waits[1])
      if (at === 2) throw new Error('waker')
    }) }))
    probe.willBe(5)
    expect((thrownBy(() => driver.poll({ waker: countingWaker() })) as Error).message).toBe('waker')
    expect(trace.filter(line => line !== '1 5')).toEqual(['0 5', '2 5'])
    expect([cell.get(), waits[0]!.poll({ waker: countingWaker() }), waits[2]!.poll({ waker: countingWaker() })]).toEqual([5, 5, 5])
    expect(thrownBy(() => driver.poll({ waker: countingWaker() }))).toBeInstanceOf(PolledAfterCompletionError)
    drop(driver)
    expect(probe.misuse).toEqual([])
  })

  it('5: an init whose future throws in its dispose has passed the turn on all the same', () => {
    const cell = new OnceCell<number>()
    const probe = new Probe<number>()
    probe.onDispose = () => { throw new Error('dispose') }
    const driving = mockTask(cell.getOrInit(() => probe))
    driving.poll()
    const next = mockTask(cell.getOrInit(() => ready(2)))
    next.poll()
    expect((thrownBy(() => drop(driving)) as Error).message).toBe('dispose')
    expect([next.wakeCount, next.poll()]).toEqual([1, 2])
  })

  it('32, 41: an init that looks at its own cell: not set, being made', () => {
    const cell = new OnceCell<number>()
    const seen: unknown[] = []
    const made = mockTask(cell.getOrInit(() => {
      seen.push(cell.get(), cell.isInitialized(), (thrownBy(() => cell.set(9)) as SetError).isInitializing())
      return ready(1)
    }))
    expect([made.poll(), seen]).toEqual([1, [undefined, false, true]])
  })

  it('2, 7: an init that polls or drops its own getOrInit is refused, and goes on', () => {
    const cell = new OnceCell<number>()
    const names: string[] = []
    const made = cell.getOrInit(() => {
      for (const act of [() => made.poll({ waker: countingWaker() }), () => drop(made)]) names.push((thrownBy(act) as Error).name)
      return ready(1)
    })
    expect(made.poll({ waker: countingWaker() })).toBe(1)
    expect(names).toEqual(['BorrowError', 'BorrowError'])
  })

  it('3: when it is over, the cell keeps neither those who waited nor the future that made it', () => {
    const cell = new OnceCell<number>()
    const probe = new Probe<number>()
    const driver = mockTask(cell.getOrInit(() => probe))
    driver.poll()
    const waker = countingWaker()
    const other = cell.getOrInit(never)
    other.poll({ waker })
    probe.willBe(1)
    driver.poll()
    other.poll({ waker })
    expect([reaches(cell, probe), reaches(driver, probe) && !reaches(cell, driver), reaches(cell, waker), reaches(other, waker)]).toEqual(
      [false, false, false, false],
    )
  })

  it('22: the cell is as sendable as its value', () => {
    const cell = new OnceCell<unknown>()
    expect(isSendable(cell)).toBe(true)
    cell.set(new Cell(0))
    expect([isSendable(cell), isSendable(cell.getOrInit(never))]).toEqual([false, false])
  })

  it.each(stages)('41: under %s, three tasks, two failures, one value', async (_, run) => {
    const trace = await run((start, lines) => {
      const cell = new OnceCell<string>()
      let attempts = 0
      for (const name of ['a', 'b', 'c', 'd']) start(asyncBlock(function* () {
        try {
          const value = yield* wait(cell.getOrInit(() => asyncBlock(function* () {
            yield* wait(pendingOnce(0))
            if (++attempts < 3) throw new Error(`attempt ${attempts}`)
            return `value of ${attempts}`
          })))
          lines.push(`${name} got ${value}`)
        } catch (error) {
          lines.push(`${name} failed: ${(error as Error).message}`)
        }
      }))
    })
    expect(trace).toEqual(['a failed: attempt 1', 'b failed: attempt 2', 'c got value of 3', 'd got value of 3'])
  })
})
