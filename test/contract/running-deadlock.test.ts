import { describe, expect, it } from 'vitest'
import { blockOn, DeadlockError, inspect, join, pending, pollFn, Runtime, sleep, spawnLocal } from '../../src/index.ts'
import type { Poll, Waker } from '../../src/index.ts'
import { GuardedMain } from '../support/guarded-main.ts'
import { HandDriver } from '../support/hand-driver.ts'
import { Printed } from '../support/printed.ts'
import { Probe } from '../support/probe.ts'
import { thrownBy } from '../support/thrown.ts'

describe('28: DeadlockError', () => {
  /** A hand-written leaf that says what it waits on. */
  const waitingOn = (name: string, waitsOn: string, state?: string) => Object.assign(new Probe<string>(name), {
    [inspect]: () => ({ name, waitsOn, ...(state === undefined ? {} : { state }) }),
  })

  it('28: names the main future first and every stuck task, a line each, with what it waits on', () => {
    const main = waitingOn('Harvest', 'the rain')
    main.onPoll = () => {
      spawnLocal(waitingOn('Rain', 'a cloud'))
      spawnLocal(new Probe<number>().willBe(1))
      spawnLocal(waitingOn('Cloud', 'the sea'))
    }
    const error = thrownBy(() => blockOn(main)) as DeadlockError
    expect(error).toBeInstanceOf(DeadlockError)
    expect((error as DeadlockError & { code: string }).code).toMatch(/^ERR_POLLUX_/)
    expect(error.tasks.map(task => [task.name, task.waitsOn])).toEqual([['Harvest', 'the rain'], ['Rain', 'a cloud'], ['Cloud', 'the sea']])
    const lines = error.message.split('\n')
    const placed = ['Harvest', 'Rain', 'Cloud'].map(name => lines.filter(line => line.includes(name)))
    expect(placed.map(found => found.length)).toEqual([1, 1, 1])
    for (const [i, what] of ['the rain', 'a cloud', 'the sea'].entries()) expect(placed[i]?.[0]).toContain(what)
    expect(lines.indexOf(placed[0]?.[0] ?? '')).toBeLessThan(lines.indexOf(placed[1]?.[0] ?? ''))
  })

  it('28: a future that says nothing of itself is named by its class', () => {
    class Mystery extends Probe<string> {}
    const error = thrownBy(() => blockOn(new Mystery())) as DeadlockError
    expect(error.tasks.map(task => task.name)).toEqual(['Mystery'])
    expect(error.message).toContain('Mystery')
  })

  it('28: ids in the list are those of the handles', () => {
    using runtime = new Runtime()
    const ids = [runtime.spawnLocal(new Probe()), runtime.spawnLocal(new Probe())].map(handle => handle.id)
    const error = thrownBy(() => runtime.blockOn(new Probe())) as DeadlockError
    expect(error.tasks.slice(1).map(task => task.id)).toEqual(ids)
  })

  it('28: the library’s futures say what they wait on: two tasks that join each other', () => {
    using runtime = new Runtime()
    const handles: { poll(cx: { waker: Waker }): Poll<unknown> }[] = []
    for (const other of [1, 0]) handles.push(runtime.spawnLocal(pollFn((cx): Poll<unknown> => handles[other]?.poll(cx))))
    const error = thrownBy(() => runtime.blockOn(handles[0] as never)) as DeadlockError
    expect(error.tasks.length).toBe(3)
    expect(error.tasks[0]?.name).toContain('JoinHandle')
    expect(error.tasks[0]?.waitsOn).toMatch(/task/)
  })

  it('28: the main future is then disposed, the free function’s tasks too; a Runtime keeps its tasks', () => {
    const trace: string[] = []
    const main = new Probe('main', trace)
    main.onPoll = () => { spawnLocal(new Probe('task', trace)) }
    expect(() => blockOn(main)).toThrow(DeadlockError)
    expect(trace).toEqual(['main poll', 'task poll', 'main dispose', 'task dispose'])
    using runtime = new Runtime()
    const kept = new Probe<string>('kept')
    const handle = runtime.spawnLocal(kept)
    const stuck = new Probe('stuck')
    expect(() => runtime.blockOn(stuck)).toThrow(DeadlockError)
    expect([stuck.disposes, kept.disposes]).toEqual([1, 0])
    kept.complete('lives on')
    expect(runtime.blockOn(handle)).toBe('lives on')
    expect([...stuck.misuse, ...kept.misuse]).toEqual([])
  })

  it('28: is thrown without parking, and before the main future’s dispose shows in the list', () => {
    const driver = new HandDriver()
    using runtime = new Runtime({ driver })
    const main = waitingOn('Main', 'nothing yet', 'waiting')
    main.onDispose = () => { Object.assign(main, { [inspect]: () => ({ name: 'Main', waitsOn: 'it is gone' }) }) }
    const error = thrownBy(() => runtime.blockOn(main)) as DeadlockError
    expect(error.tasks.map(task => [task.state, task.waitsOn])).toEqual([['waiting', 'nothing yet']])
    expect(driver.parks).toEqual([])
  })

  it('28, 35: a timer that never fires is no way out', () => {
    const error = thrownBy(() => blockOn(sleep(Infinity))) as DeadlockError
    expect(error).toBeInstanceOf(DeadlockError)
    expect(error.tasks.length).toBe(1)
  })

  it('28: an undisposed RemoteWaker counts as a possible wake, a disposed one does not', () => {
    const driver = new HandDriver()
    using runtime = new Runtime({ driver })
    const main = new GuardedMain()
    driver.acts.push(() => main.remote[Symbol.dispose]())
    expect(() => runtime.blockOn(main)).toThrow(DeadlockError)
    expect(driver.parks).toEqual([null])
    expect([main.polls, main.disposes]).toEqual([1, 1])
  })

  it('28: a RemoteWaker of another runtime is no possible wake here', () => {
    using other = new Runtime()
    const main = new GuardedMain()
    other.spawnLocal(main)
    other.runUntilStalled()
    expect(() => blockOn(new Probe())).toThrow(DeadlockError)
    main.remote[Symbol.dispose]()
  })

  it('28: runUntilStalled leaves stuck tasks in peace', () => {
    using runtime = new Runtime()
    runtime.spawnLocal(new Probe())
    expect(runtime.runUntilStalled()).toBe(1)
    runtime.spawnLocal(new Probe().willBe('finished, so not in the dump'))
    runtime.spawnLocal(new Probe()).abort()
    runtime.runUntilStalled()
    expect(runtime.dump().map(task => task.name)).toEqual(['Probe'])
    expect(runtime.dumpText()).toContain('Probe')
  })

  it('28: the futures inside a stuck one are listed under it', () => {
    const error = thrownBy(() => blockOn(join(waitingOn('Left', 'the right'), pending()))) as DeadlockError
    const children = error.tasks[0]?.children ?? []
    expect(children.length).toBe(2)
    expect([children[0]?.name, children[0]?.waitsOn]).toEqual(['Left', 'the right'])
  })

  it('28: as long as a timer runs there is no deadlock; when it has fired in vain, there is', () => {
    const driver = new HandDriver()
    using runtime = new Runtime({ driver })
    const main = new Probe()
    let fired = 0
    main.onPoll = () => {
      const timer = sleep(10)
      spawnLocal(pollFn((cx): Poll<void> => {
        const turn = timer.poll(cx)
        if (turn === undefined) fired++
        return turn
      }))
    }
    driver.acts.push(() => { driver.clock = 10 })
    expect(() => runtime.blockOn(main)).toThrow(DeadlockError)
    expect([fired, main.polls, main.disposes, driver.parks]).toEqual([1, 1, 1, [10]])
  })

  it('28: an undisposed unparker of the runtime counts as a possible wake, a disposed one does not', () => {
    const driver = new HandDriver()
    using runtime = new Runtime({ driver })
    const main = new Probe<string>()
    const unparker = driver.unparker()
    driver.acts.push(() => {}, () => main.complete('by hand'))
    expect(runtime.blockOn(main)).toBe('by hand')
    expect(driver.parks).toEqual([null, null])
    unparker[Symbol.dispose]()
    expect(() => runtime.blockOn(new Probe())).toThrow(DeadlockError)
    expect(driver.parks.length).toBe(2)
  })

  it('28: wakes given in the main future’s own dispose do not bring it back', () => {
    const main = new Probe()
    main.onDispose = () => main.wake()
    expect(() => blockOn(main)).toThrow(DeadlockError)
    expect([main.polls, main.disposes, main.misuse]).toEqual([1, 1, []])
  })

  it('5, 28: a main future that throws in its dispose does not hide the deadlock', () => {
    const main = new Probe()
    main.onDispose = () => { throw new Error('in dispose') }
    expect(thrownBy(() => blockOn(main))).toBeInstanceOf(DeadlockError)
    expect(main.disposes).toBe(1)
  })

  it('19, 28: failures that nobody saw are told besides', () => {
    using printed = new Printed()
    const main = new Probe()
    main.onPoll = () => { spawnLocal(new Probe().willThrow(new Error('the reason of it all'))) }
    expect(() => blockOn(main)).toThrow(DeadlockError)
    expect(printed.mentions('the reason of it all')).toBe(1)
  })

  it('28: tasks that inspect badly do not hide the deadlock', () => {
    const rude = Object.assign(new Probe(), { [inspect]: () => { throw new Error('no comment') } })
    expect(thrownBy(() => blockOn(rude))).toBeInstanceOf(DeadlockError)
  })
})
