import { afterEach, describe, expect, it } from 'vitest'
import { Done, fromPromise, HostParkError, inspect, isSendable, JoinError, map, NotSendableError, Pending, PolledAfterCompletionError, Runtime, select, sleep } from '../../src/index.ts'
import type { Future } from '../../src/index.ts'
import { mockTask } from '../../src/testing/index.ts'
import { collectedUntil } from '../support/collected.ts'
import { hostTurns } from '../support/host-turns.ts'
import { Printed } from '../support/printed.ts'
import { Rig } from '../support/rig.ts'
import { SourceDriver } from '../support/source-driver.ts'
import { thrownBy } from '../support/thrown.ts'
import { Token } from '../support/token.ts'

const boom = new Error('boom')

/** A promise that the test settles. */
function deferred<T = unknown>() {
  let resolve!: (value: T) => void
  let reject!: (error: unknown) => void
  const promise = new Promise<T>((yes, no) => {
    resolve = yes
    reject = no
  })
  return { promise, resolve, reject }
}

/** A thenable that counts how often it is asked. */
function thenable(settle: (resolve: (value: unknown) => void, reject: (error: unknown) => void) => void) {
  const asked = { count: 0 }
  const object = {
    // oxlint-disable-next-line unicorn/no-thenable -- what the tests are about
    then(resolve: (value: unknown) => void, reject: (error: unknown) => void) {
      asked.count++
      settle(resolve, reject)
    },
  }
  return { asked, promise: object as unknown as PromiseLike<unknown> }
}

const open: Runtime[] = []
afterEach(() => {
  for (const runtime of open.splice(0)) runtime[Symbol.dispose]()
})

function stand() {
  const heard: JoinError[] = []
  const driver = new SourceDriver()
  const runtime = new Runtime({ driver, onUnhandledError: error => { heard.push(error) } })
  open.push(runtime)
  return { runtime, driver, heard }
}

describe('46: fromPromise gives what the promise settles to', () => {
  it('46: one poll to Pending, one wake, one poll to the value', async () => {
    const { promise, resolve } = deferred<string>()
    using task = mockTask(fromPromise(promise))
    expect([task.poll(), task.isWoken()]).toEqual([Pending, false])
    resolve('out')
    expect(task.isWoken()).toBe(false)
    await hostTurns()
    expect(task.wakeCount).toBe(1)
    expect(task.poll()).toBe('out')
    await hostTurns()
    expect(task.wakeCount).toBe(1)
  })

  it('46: ready at the first poll when it settled before, without a wake', async () => {
    const [value, failure] = [fromPromise(Promise.resolve('out')), fromPromise(Promise.reject(boom))]
    await hostTurns()
    const rig = new Rig()
    expect([rig.turn(value), rig.turn(failure), rig.wakes]).toEqual([{ value: 'out' }, { thrown: boom }, 0])
  })

  it('46: a rejection is thrown from the poll, whatever the reason is', async () => {
    for (const reason of [boom, undefined, null, 'text', Pending]) {
      const future = fromPromise(Promise.reject(reason))
      const rig = new Rig()
      expect(rig.turn(future)).toBe('pending')
      await hostTurns()
      expect([rig.wakes, rig.turn(future)]).toEqual([1, { thrown: reason }])
    }
  })

  it('1: refuses Pending and Done as values, by a TypeError through the poll', async () => {
    for (const [answer, name] of [[Pending, 'Pending'], [Done, 'Done']] as const) {
      const future = fromPromise(Promise.resolve(answer as unknown))
      await hostTurns()
      const error = new Rig().thrown(future) as TypeError
      expect(error).toBeInstanceOf(TypeError)
      expect(error.message).toContain(`fromPromise: ${name} is an answer of poll`)
      expect(() => future.poll({ waker: new Rig().waker })).toThrow(PolledAfterCompletionError)
    }
  })

  it('3: polling it after its end throws, with its name', async () => {
    const finished = fromPromise(Promise.resolve(1))
    const disposed = fromPromise(Promise.resolve(1))
    disposed[Symbol.dispose]()
    disposed[Symbol.dispose]()
    await hostTurns()
    const rig = new Rig()
    rig.turn(finished)
    finished[Symbol.dispose]()
    for (const future of [finished, disposed]) {
      const error = rig.thrown(future) as PolledAfterCompletionError
      expect(error).toBeInstanceOf(PolledAfterCompletionError)
      expect(error.what).toBe('FromPromise')
    }
  })

  it('9: only the waker of the latest poll is woken', async () => {
    const { promise, resolve } = deferred()
    using task = mockTask(fromPromise(promise), { freshWaker: true })
    task.poll()
    task.poll()
    resolve(1)
    await hostTurns()
    expect([task.wakeCount, task.staleWakeCount, task.poll()]).toEqual([1, 0, 1])
  })

  it('46: takes what has a then, and says what else it was given', () => {
    expect(() => fromPromise(7 as never)).toThrow(new TypeError('fromPromise: expected a promise, and got number'))
    expect(() => fromPromise(null as never)).toThrow(TypeError)
    expect(() => fromPromise(undefined as never)).toThrow(TypeError)
  })

  it('1: a thenable that is no native promise is asked after the first poll, once', async () => {
    const { asked, promise } = thenable(resolve => resolve('out'))
    const future = fromPromise(promise)
    await hostTurns()
    expect(asked.count).toBe(0)
    using task = mockTask(future)
    expect(task.poll()).toBe(Pending)
    task.poll()
    await hostTurns()
    expect([asked.count, task.wakeCount, task.poll()]).toEqual([1, 1, 'out'])
  })

  it('8: a thenable whose future is disposed unpolled is never asked', async () => {
    const { asked, promise } = thenable(resolve => resolve('out'))
    fromPromise(promise)[Symbol.dispose]()
    await hostTurns()
    expect(asked.count).toBe(0)
  })

  it('46: a thenable that misbehaves settles once: the first answer counts, a throw is a rejection', async () => {
    const cases: [Parameters<typeof thenable>[0], unknown][] = [
      [(resolve, reject) => { resolve(1); reject(boom); resolve(2) }, { value: 1 }],
      [() => { throw boom }, { thrown: boom }],
      [(_, reject) => { reject(boom) }, { thrown: boom }],
      [resolve => { resolve(Promise.resolve('nested')) }, { value: 'nested' }],
    ]
    for (const [settle, outcome] of cases) {
      const future = fromPromise(thenable(settle).promise)
      const rig = new Rig()
      rig.turn(future)
      await hostTurns()
      expect([rig.wakes, rig.turn(future)]).toEqual([1, outcome])
    }
  })

  it('32: a waker that throws is reported, and is nobody’s rejection', async () => {
    const { runtime, heard } = stand()
    const future = fromPromise(Promise.resolve('out'))
    using guard = runtime.enter()
    future.poll({ waker: { wake() { throw boom }, willWake: () => false } })
    guard[Symbol.dispose]()
    await hostTurns()
    expect(heard.map(error => error.cause)).toEqual([boom])
    expect(new Rig().turn(future)).toEqual({ value: 'out' })
  })
})

describe('46: disposed first', () => {
  it('46: a later rejection goes to the onUnhandledError of the runtime that polled it, once, after a shutdown too', async () => {
    for (const shutDown of [false, true]) {
      const { runtime, heard } = stand()
      const { promise, reject } = deferred()
      const handle = runtime.spawnLocal(fromPromise(promise))
      runtime.runUntilStalled()
      if (shutDown) runtime[Symbol.dispose]()
      else handle.abort()
      if (!shutDown) runtime.runUntilStalled()
      expect(heard).toEqual([])
      reject(boom)
      await hostTurns()
      expect(heard.map(error => [error.cause, error.isPanic()])).toEqual([[boom, true]])
      expect(heard[0]?.message).toMatch(/^task \d+ \(a promise whose future was disposed\) failed: Error: boom$/)
      runtime[Symbol.dispose]()
      expect(heard.length).toBe(1)
    }
  })

  it('46: so does one that came before, and that nobody had taken', async () => {
    const { runtime, heard } = stand()
    using guard = runtime.enter()
    const future = fromPromise(Promise.reject(boom))
    guard[Symbol.dispose]()
    await hostTurns()
    expect(heard).toEqual([])
    future[Symbol.dispose]()
    expect(heard.map(error => error.cause)).toEqual([boom])
  })

  it('46: a rejection that was thrown from the poll is not reported', async () => {
    const { runtime, heard } = stand()
    const handle = runtime.spawnLocal(fromPromise(Promise.reject(boom)))
    runtime.runUntilStalled()
    await hostTurns()
    runtime.runUntilStalled()
    expect((new Rig().thrown(handle) as JoinError).cause).toBe(boom)
    runtime[Symbol.dispose]()
    expect(heard).toEqual([])
  })

  it('46: without any runtime it is printed', async () => {
    using printed = new Printed()
    const { promise, reject } = deferred()
    fromPromise(promise)[Symbol.dispose]()
    reject(new Error('nobody cared'))
    await hostTurns()
    expect(printed.mentions('a promise whose future was disposed failed: Error: nobody cared')).toBe(1)
  })

  it('19, 46: a future that was forgotten with its rejection is reported when it is collected', async () => {
    const { runtime, heard } = stand()
    const forget = () => {
      using _ = runtime.enter()
      fromPromise(Promise.reject(boom))
    }
    forget()
    await hostTurns()
    expect(await collectedUntil(() => heard.length > 0)).toBe(true)
    expect(heard.map(error => error.cause)).toEqual([boom])
  })

  it('19, 46: one whose rejection was thrown, or reported, is collected in silence', async () => {
    const { runtime, heard } = stand()
    const ends = [(future: Future<unknown>) => new Rig().thrown(future), (future: Future<unknown>) => future[Symbol.dispose]!()]
    const refs = await Promise.all(ends.map(async end => {
      using guard = runtime.enter()
      const future = fromPromise(Promise.reject(boom))
      guard[Symbol.dispose]()
      await hostTurns()
      end(future)
      return new WeakRef(future)
    }))
    expect(heard.length).toBe(1)
    expect(await collectedUntil(() => refs.every(ref => ref.deref() === undefined))).toBe(true)
    await hostTurns(3)
    expect(heard.length).toBe(1)
  })

  it('46: a later value is left alone, since others may hold the promise', async () => {
    const { promise, resolve } = deferred<Token>()
    const token = new Token()
    const future = fromPromise(promise)
    using task = mockTask(future)
    task.poll()
    future[Symbol.dispose]()
    resolve(token)
    await hostTurns()
    expect([token.drops, task.wakeCount, await promise === token]).toEqual([0, 0, true])
  })

  it('5: the loser of a race is disposed, and lets go of its host source, before the winner’s value is handed on', async () => {
    const { runtime, driver } = stand()
    const [slow, fast] = [deferred<string>(), deferred<string>()]
    const seen: number[] = []
    const handle = runtime.spawnLocal(map(select(fromPromise(slow.promise), fromPromise(fast.promise)), ({ index, value }) => {
      seen.push(driver.host)
      return [index, value]
    }))
    runtime.runUntilStalled()
    expect(driver.host).toBe(2)
    fast.resolve('fast')
    await hostTurns()
    expect(driver.host).toBe(1)
    runtime.runUntilStalled()
    expect([new Rig().turn(handle), seen]).toEqual([{ value: [1, 'fast'] }, [0]])
    expect(driver.trace).toEqual(['+host', '+host', '-host', '-host'])
  })
})

describe('28: a host source while it waits', () => {
  it('28: registered from the first pending poll until the promise settles, not a poll longer', async () => {
    const { runtime, driver } = stand()
    const { promise, resolve } = deferred()
    const handle = runtime.spawnLocal(fromPromise(promise))
    expect(driver.trace).toEqual([])
    runtime.runUntilStalled()
    expect(driver.trace).toEqual(['+host'])
    resolve(1)
    await hostTurns()
    expect(driver.trace).toEqual(['+host', '-host'])
    runtime.runUntilStalled()
    expect(new Rig().turn(handle)).toEqual({ value: 1 })
    expect(driver.trace).toEqual(['+host', '-host'])
  })

  it('5: released by dispose', () => {
    const { runtime, driver } = stand()
    const handle = runtime.spawnLocal(fromPromise(deferred().promise))
    runtime.runUntilStalled()
    handle.abort()
    runtime.runUntilStalled()
    expect(driver.trace).toEqual(['+host', '-host'])
  })

  it('28: moved to the runtime that polls', async () => {
    const [one, two] = [stand(), stand()]
    const { promise, resolve } = deferred()
    const future = fromPromise(promise)
    const rig = new Rig()
    for (const { runtime } of [one, one, two]) {
      using _ = runtime.enter()
      rig.turn(future)
    }
    expect([one.driver.trace, two.driver.trace]).toEqual([['+host', '-host'], ['+host']])
    resolve(1)
    await hostTurns()
    expect([one.driver.host, two.driver.host, rig.wakes]).toEqual([0, 0, 1])
  })

  it('28: blockOn that could only wait for it throws HostParkError, disposes it, and a later rejection is reported', async () => {
    const { runtime, driver, heard } = stand()
    const { promise, reject } = deferred()
    const error = thrownBy(() => runtime.blockOn(fromPromise(promise))) as HostParkError
    expect(error).toBeInstanceOf(HostParkError)
    expect(error.tasks.map(task => [task.name, task.waitsOn])).toEqual([['FromPromise', 'a promise']])
    expect(error.message).toContain('hostLoop()')
    expect(driver.host).toBe(0)
    reject(boom)
    await hostTurns()
    expect(heard.map(({ cause }) => cause)).toEqual([boom])
  })

  it('28: blockOn beside a timer parks for the timer', () => {
    const { runtime } = stand()
    expect(runtime.blockOn(map(select(fromPromise(deferred().promise), sleep(1)), out => out.index))).toBe(1)
  })
})

describe('what it is', () => {
  it('22: a promise stays on its thread: not sendable', () => {
    const { runtime } = stand()
    const future = fromPromise(deferred().promise)
    expect(isSendable(future)).toBe(false)
    expect(thrownBy(() => runtime.spawn(map(future as Future<unknown>, x => x)))).toBeInstanceOf(NotSendableError)
  })

  it('says what it waits on', async () => {
    const future = fromPromise(Promise.resolve(1))
    expect(future[inspect]()).toEqual({ name: 'FromPromise', waitsOn: 'a promise' })
    await hostTurns()
    new Rig().turn(future)
    expect(future[inspect]()).toEqual({ name: 'FromPromise', state: 'Finished' })
  })
})
