import { describe, expect, it } from 'vitest'
import { Pending, pollFn, Runtime, sleep } from '../../src/index.ts'
import type { Poll } from '../../src/index.ts'
import { GuardedMain } from '../support/guarded-main.ts'
import { HandDriver } from '../support/hand-driver.ts'
import { Probe } from '../support/probe.ts'
import { SpyDriver } from '../support/spy-driver.ts'

// What the executor asks of its driver when nothing is ready; the real thread is in running-threads.test.ts.

describe('28: idle', () => {
  it('28: does not park while anything is ready', () => {
    const driver = new HandDriver()
    using runtime = new Runtime({ driver })
    let polls = 0
    runtime.blockOn(pollFn((cx): Poll<void> => {
      if (++polls === 300) return
      cx.waker.wake()
      return Pending
    }))
    expect(driver.parks).toEqual([])
  })

  it('28: parks once for a wake, without a deadline, and polls once for it', () => {
    const driver = new HandDriver()
    using runtime = new Runtime({ driver })
    const main = new GuardedMain()
    driver.acts.push(() => main.finish('woken in the park'))
    expect(runtime.blockOn(main)).toBe('woken in the park')
    expect(driver.parks).toEqual([null])
    expect(main.polls).toBe(2)
  })

  it('28: a park that ends for no reason is followed by another park, not by a poll', () => {
    const driver = new HandDriver()
    using runtime = new Runtime({ driver })
    const main = new GuardedMain()
    const other = new Probe()
    runtime.spawnLocal(other)
    driver.acts.push(() => {}, () => {}, () => main.finish('at last'))
    expect(runtime.blockOn(main)).toBe('at last')
    expect(driver.parks).toEqual([null, null, null])
    expect([main.polls, other.polls]).toEqual([2, 1])
  })

  it('28: a task woken in the park runs, and the main future only if it was woken', () => {
    const driver = new HandDriver()
    using runtime = new Runtime({ driver })
    const main = new GuardedMain()
    const task = new Probe<number>('task')
    runtime.spawnLocal(task)
    driver.acts.push(() => task.wake(), () => task.complete(1), () => main.finish('end'))
    expect(runtime.blockOn(main)).toBe('end')
    expect([main.polls, task.polls, driver.parks.length]).toEqual([2, 3, 3])
  })

  it('28: waits once for the earliest timer: no spinning', () => {
    const driver = new SpyDriver()
    using runtime = new Runtime({ driver })
    const polls: string[] = []
    const watched = (name: string, ms: number) => {
      const timer = sleep(ms)
      return pollFn((cx): Poll<void> => {
        polls.push(name)
        return timer.poll(cx)
      })
    }
    {
      using _ = runtime.enter()
      runtime.spawnLocal(watched('far', 1e9))
      runtime.blockOn(watched('main', 30))
    }
    expect(polls).toEqual(['main', 'far', 'main'])
    expect(driver.parks.length).toBe(1)
    expect(driver.parks[0]).toBeTypeOf('number')
  })
})
