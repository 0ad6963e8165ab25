// Several observers that put a context of theirs under the same polls: what the future does is seen by each, what they do by none.
import { describe, expect, it } from 'vitest'
import { join, Pending, pollFn, Runtime, select, sleep, yieldNow, type Context, type Future, type Observer, type Poll, type Waker } from '../../src/index.ts'
import { sizeLint } from '../../src/traits/index.ts'
import { fanOut } from '../../src/watch/index.ts'
import { Gate } from '../support/gate.ts'
import { quietLints } from '../support/quiet-lints.ts'

/** Calls the waker of its first poll, whatever came later. */
class KeepsFirst implements Future<number> {
  private first: Waker | null = null
  polls = 0

  poll(cx: Context): Poll<number> {
    this.polls += 1
    this.first ??= cx.waker
    return this.polls === 3 ? 7 : Pending
  }

  wake(): void {
    this.first!.wake()
  }
}

/** A context whose waker tells of itself, and of who was asked. */
function naming(name: string, trace: string[]): Observer {
  return {
    taskContext: (_id, waker) => ({
      get waker() {
        trace.push(`${name} is looked at`)
        return { wake() { trace.push(`${name} wakes`); waker.wake() }, willWake: () => false }
      },
    }),
  }
}

describe('fanOut of observers with contexts', () => {
  it.each(['before', 'behind', 'both'] as const)('1: a lint finds a future that does not look at its waker, with others %s', where => {
    const { lints } = quietLints()
    const before = where === 'behind' ? [] : [sizeLint(), quietLints().lints]
    const behind = where === 'before' ? [] : [sizeLint(), quietLints().lints]
    using runtime = new Runtime({ observer: fanOut(...before, lints, ...behind) })
    runtime.spawnLocal(pollFn(() => Pending))
    runtime.runUntilStalled()
    expect(lints.findings.map(({ lint, task }) => [lint, task])).toEqual([['lost-wakeup', 1]])
  })

  it('9: each of two lints sees that an old waker is called', () => {
    const [inner, outer] = [quietLints(), quietLints()]
    using runtime = new Runtime({ observer: fanOut(inner.lints, outer.lints) })
    const future = new KeepsFirst()
    const task = runtime.spawnLocal(future)
    for (let wake = 0; wake < 2; wake++) {
      runtime.runUntilStalled()
      future.wake()
    }
    expect(runtime.blockOn(task)).toBe(7)
    expect([inner.found(), outer.found()]).toEqual([['stale-waker: 1 KeepsFirst'], ['stale-waker: 1 KeepsFirst']])
  })

  it('finds nothing in what is healthy', () => {
    const all = [quietLints().lints, quietLints().lints, quietLints().lints]
    using runtime = new Runtime({ observer: fanOut(...all), startPaused: true })
    const gate = new Gate('gate')
    runtime.spawnLocal(gate)
    runtime.blockOn(join(sleep(3), yieldNow(), select(sleep(1), sleep(9))))
    gate.open()
    runtime.runUntilStalled()
    expect(all.map(lints => lints.report())).toEqual(['', '', ''])
  })

  it('looks at each when the future looks, and not before; a wake goes down through all', () => {
    const trace: string[] = []
    using runtime = new Runtime({ observer: fanOut(naming('a', trace), {}, naming('b', trace), naming('c', trace)) })
    let round = 0
    runtime.blockOn(pollFn(cx => {
      trace.push('polled')
      if (round++ === 1) return 1
      cx.waker.wake()
      return Pending
    }))
    expect(trace).toEqual(['polled', 'a is looked at', 'b is looked at', 'c is looked at', 'c wakes', 'b wakes', 'a wakes', 'polled'])
  })

  it('32: an observer that wakes by itself wakes the task, and that is no look', () => {
    const { lints } = quietLints()
    const kept: Waker[] = []
    using runtime = new Runtime({ observer: fanOut(lints, { taskContext: (_id, waker) => void kept.push(waker) }) })
    let polls = 0
    runtime.spawnLocal(pollFn(() => (polls++, Pending)))
    runtime.runUntilStalled()
    kept[0]!.wake()
    runtime.runUntilStalled()
    expect([polls, kept[0]!.willWake(kept[1]!)]).toEqual([2, true])
    expect(lints.findings.map(({ lint }) => lint)).toEqual(['lost-wakeup'])
  })

  it('one context is handed on as it is', () => {
    const context: Context = { waker: { wake() {}, willWake: () => false } }
    const all = fanOut({ taskContext: () => undefined }, { taskContext: () => context }, { taskContext: () => undefined })
    expect(all.taskContext!(1, context.waker, {})).toBe(context)
  })
})
