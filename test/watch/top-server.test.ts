import { expect, it } from 'vitest'
import { asyncBlock, drop, lazy, pending, pollFn, Pending, ready, Runtime, sleep, spawn, wait } from '../../src/index.ts'
import type { Observer } from '../../src/index.ts'
import { manualClock } from '../../src/testing/index.ts'
import { fanOut } from '../../src/watch/index.ts'
import type { Snapshot } from '../../src/watch/top/snapshot.ts'
import { TopServer } from '../../src/watch/top/top-server.ts'
import { TopWatch } from '../../src/watch/top/top-watch.ts'

/** A server with a clock in hand, and what it wrote. */
function stand() {
  const at = { now: 0 }
  const written: Snapshot[] = []
  const server = new TopServer({ write: snapshot => written.push(snapshot), clock: () => at.now, pid: 7 })
  const runtime = (name: string, ...observers: Observer[]): Runtime => new Runtime({ name, driver: manualClock(), observer: fanOut(...observers, new TopWatch(server, name)) })
  return { at, written, server, runtime }
}

it('counts polls, wakes and time, and shows where each task is', () => {
  const { at, written, server, runtime } = stand()
  const jobs = runtime('jobs')
  jobs.spawn(pollFn(cx => {
    at.now += 5
    if (at.now === 5) cx.waker.wake()
    return Pending
  }))
  jobs.spawn(asyncBlock({ name: 'block' }, function* () {
    yield* wait(pending())
  }))
  jobs.spawn(ready(1))
  jobs.runUntilStalled()
  jobs.spawn(lazy(() => {}))
  server.write()
  expect(written.at(-1)).toMatchObject({ version: 1, pid: 7, at: 10, spawned: 4, ended: 1, polls: 4, more: 0, parked: false })
  const rows = written.at(-1)!.tasks.map(({ id, name, state, polls, wakes, selfWakes, busy }) => [id, name, state, polls, wakes, selfWakes, busy])
  expect(rows).toEqual([
    ['1', 'PollFn', 'waiting', 2, 1, 1, 10],
    ['2', 'block', 'waiting', 1, 0, 0, 0],
    ['4', 'Lazy', 'queued', 0, 0, 0, 0],
    ['3', 'ReadyFuture', 'value', 1, 0, 0, 0],
  ])
  expect(written.at(-1)!.tasks[1]).toMatchObject({ waitsOn: 'nothing: pending() never completes', tree: [expect.stringMatching(/^block/), '└─ PendingFuture: waits on nothing: pending() never completes'] })
})

it('writes four times a second while polls go on, and before the thread sleeps', () => {
  const { at, written, runtime } = stand()
  const jobs = runtime('jobs')
  jobs.blockOn(asyncBlock(function* () {
    for (let i = 0; i < 10; i++) {
      at.now += 100
      yield* wait(sleep(1))
    }
  }))
  expect(written.filter(({ parked }) => !parked).map(snapshot => snapshot.at)).toEqual([0])
  expect(written.filter(({ parked }) => parked).map(snapshot => snapshot.at)).toEqual([100, 200, 300, 400, 500, 600, 700, 800, 900, 1000])
})

it('after a tenth of a second for a start, spends no more than a twentieth of the time on writing before sleeps', () => {
  const { at, written, server } = stand()
  const write = written.push.bind(written)
  written.push = (...snapshots) => {
    at.now += 1 // what a snapshot costs
    return write(...snapshots)
  }
  for (let i = 0; i < 10_000; i++) {
    server.parked(null)
    server.unparked()
    at.now += 1
  }
  expect(written.length).toBeGreaterThan(500)
  expect(written.length).toBeLessThanOrEqual(101 + at.now / 20)
})

it('keeps nothing of a runtime without tasks, and of tasks that ended the latest fifty', () => {
  const { written, server, runtime } = stand()
  for (let i = 0; i < 60; i++) runtime(`r${i}`).blockOn(ready(i))
  const last = runtime('last')
  last.spawn(pending())
  last.blockOn(lazy(() => void spawn(ready(1)).abort()))
  server.write()
  const { tasks } = written.at(-1)!
  expect(tasks).toHaveLength(52)
  expect(tasks.slice(0, 4).map(({ runtime: of, id, state }) => [of, id, state])).toEqual([
    ['last', '1', 'queued'], ['last', '2', 'queued'], ['last', 'main', 'value'], ['r59', 'main', 'value'],
  ])
  drop(last)
})

it('shows two hundred of many tasks: those that were busiest', () => {
  const { at, written, server, runtime } = stand()
  const jobs = runtime('jobs')
  for (let i = 0; i < 300; i++) {
    jobs.spawn(pollFn(() => {
      at.now += i === 299 ? 9 : 0
      return Pending
    }))
  }
  jobs.runUntilStalled()
  server.write()
  expect(written.at(-1)).toMatchObject({ more: 100, tasks: { length: 200, 0: { id: '300', busy: 9 } } })
})
