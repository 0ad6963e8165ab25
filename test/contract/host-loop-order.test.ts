import { describe, expect, it } from 'vitest'
import {
  andThen, drop, Instant, interval, join, joinAll, map, Pending, pollFn, race, ready, select, sleep, sleepUntil, spawn, spawnLocal, timeout,
  yieldNow,
} from '../../src/index.ts'
import type { Future, JoinHandle, Poll } from '../../src/index.ts'
import { traceHosted, traceParked, type TracedProgram } from '../support/either-driver.ts'
import { Probe } from '../support/probe.ts'

// The same futures run on each driver, and in the same order.

const noted = (trace: string[], line: string, future: Future<unknown>): Future<void> => map(future, () => void trace.push(line))

/** Yields `times` times, and says so each time. */
function steps(trace: string[], name: string, times: number): Future<void> {
  let left = times
  return pollFn((cx): Poll<void> => {
    trace.push(`${name}${times - left}`)
    if (left-- === 0) return
    cx.waker.wake()
    return Pending
  })
}

const programs: Record<string, TracedProgram> = {
  'tasks that yield take turns': trace => joinAll(['a', 'b', 'c'].map((name, at) => spawnLocal(steps(trace, name, 3 + at)))),
  'more polls than a slice has': trace => andThen(joinAll(['a', 'b'].map(() => spawnLocal(steps([], 'x', 20_000)))), () => noted(trace, 'both', yieldNow())),
  'spawns from spawns': trace => {
    const tree = (name: string): Future<unknown> => pollFn(() => {
      trace.push(name)
      if (name.length < 4) for (const leaf of ['0', '1']) spawnLocal(tree(name + leaf))
    })
    return join(spawnLocal(tree('r')), steps([], '', 20))
  },
  'timers by deadline, then by registration': trace => {
    const start = Instant.now()
    return joinAll([30, 10, 20, 10, 30, 0].map((ms, at) => spawnLocal(noted(trace, `${at}: ${ms}`, sleepUntil(start.plus(ms))))))
  },
  'aborts, detached tasks and failures': trace => {
    const task = (name: string): Probe => new Probe(name, trace)
    const aborted = spawnLocal(task('aborted'))
    drop(spawnLocal(task('detached').willThrow(new Error('boom'))))
    const other: JoinHandle<unknown> = spawnLocal(task('other').willBe(1))
    spawnLocal(pollFn(() => {
      trace.push('abort')
      aborted.abort()
    }))
    return join(other, steps([], '', 20))
  },
  'races and timeouts': trace => join(
    map(select(sleep(1e9), map(sleep(5), () => 'winner')), ({ index }) => trace.push(`select ${index}`)),
    map(race(sleep(1e9), yieldNow()), () => trace.push('race')),
    map(timeout(1000, ready('in time')), output => trace.push(output)),
  ),
  'an interval': trace => {
    const every = interval(3)
    const tick = (left: number): Future<unknown> => andThen(every.tick(), () => {
      trace.push(`tick ${left}`)
      return left === 0 ? ready(0) : tick(left - 1)
    })
    return tick(4)
  },
  'wakes between tasks': trace => {
    const [a, b] = [new Probe('a', trace), new Probe('b', trace)]
    a.onPoll = () => { if (b.polls === 1) b.wake() }
    const handle = spawn(pollFn(() => {
      a.wake()
      trace.push('woke a')
    }))
    spawnLocal(a)
    spawnLocal(b)
    return join(handle, steps([], '', 20))
  },
}

describe('29: hostLoop and parkThread give the same trace', () => {
  it.each(Object.entries(programs))('13, 14, 29, 35: %s', async (_name, program) => {
    const parked = traceParked(program)
    expect(parked.length).toBeGreaterThan(0)
    expect(await traceHosted(program)).toEqual(parked)
  })
})
