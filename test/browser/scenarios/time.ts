// Timers on a page, on its real clock: their order, and what the page is asked for them.
import {
  catchUnwind, Elapsed, hostLoop, Instant, interval, join, joinAll, map, Pending, pending, pollFn, Runtime, sleep,
  sleepUntil, spawn, timeout, toPromise,
} from '../../../src/index.ts'
import type { Future, Poll } from '../../../src/index.ts'
import { frames } from './dom.ts'
import { HostCalls } from './host-calls.ts'

/** In a runtime of its own, on which timers count from their creation. */
async function hosted<T>(future: () => Future<T>): Promise<T> {
  using runtime = new Runtime({ driver: hostLoop() })
  let made: Future<T> | null = null
  return await toPromise(pollFn(cx => (made ??= future()).poll(cx)), { runtime })
}

/** Made in the order of `delays`; they note themselves as they fire. */
export async function sleeps(delays: number[]): Promise<string[]> {
  const trace: string[] = []
  await hosted(() => joinAll(delays.map(ms => spawn(map(sleep(ms), () => { trace.push(`slept ${ms}`) })))))
  return trace
}

/** One that is late, one that is in time, and a timer that nobody needs any more. */
export async function timeouts(): Promise<{ late: unknown; inTime: unknown; outstanding: number }> {
  const calls = new HostCalls()
  const [late, inTime] = await hosted(() => join(catchUnwind(timeout(5, pending())), timeout(1e6, map(sleep(1), () => 'in time'))))
  if (late.ok || !(late.error instanceof Elapsed)) throw new Error('not Elapsed')
  return { late: { code: late.error.code, message: late.error.message }, inTime, outstanding: calls.outstanding }
}

/** The schedule of an interval, in milliseconds after its first tick. */
export async function ticks(period: number, count: number): Promise<number[]> {
  return hosted(() => {
    const ticking = interval(period)
    const instants: Instant[] = []
    let tick = ticking.tick()
    return pollFn((cx): Poll<number[]> => {
      for (;;) {
        const instant = tick.poll(cx)
        if (instant === Pending) return Pending
        instants.push(instant)
        if (instants.length === count) return instants.map(each => Math.round(each.since(instants[0]!)))
        tick = ticking.tick()
      }
    })
  })
}

/** A task a timer, in 50 ticks a while from now: in what order they fire, and the page's timers for it. */
export async function crowd(count: number): Promise<{ order: number[]; delays: number[]; most: number; outstanding: number }> {
  const calls = new HostCalls()
  const order: number[] = []
  const delays = Array.from({ length: count }, (_, at) => 200 + ((at * 7919) % 50))
  await hosted(() => {
    const start = Instant.now()
    return joinAll(delays.map((ms, at) => spawn(map(sleepUntil(start.plus(ms)), () => { order.push(at) }))))
  })
  return { order, delays, most: calls.most, outstanding: calls.outstanding }
}

/** So many sleeps, each begun when the one before it is over. */
export async function chain(length: number): Promise<{ slept: number; nested: number; enough: boolean }> {
  const calls = new HostCalls()
  let slept = 0
  await hosted(() => {
    let current = sleep(1)
    return pollFn((cx): Poll<void> => {
      while (current.poll(cx) !== Pending) {
        if (++slept === length) return
        current = sleep(1)
      }
      return Pending
    })
  })
  return { slept, nested: calls.nested, enough: calls.timers >= length }
}

/** What a runtime leaves behind that is disposed with a thousand timers set. */
export async function disposed(): Promise<{ set: number; left: number; messages: number; fired: number }> {
  const calls = new HostCalls()
  let fired = 0
  const runtime = new Runtime({ driver: hostLoop() })
  for (let at = 0; at < 1000; at++) runtime.spawn(map(sleep(50 + at), () => { fired++ }))
  runtime.runUntilStalled()
  const set = calls.outstanding
  // The turn that the spawns asked for.
  await frames(1)
  runtime[Symbol.dispose]()
  const { messages } = calls
  const left = calls.outstanding
  await new Promise(resolve => { setTimeout(resolve, 60) })
  return { set, left, messages: calls.messages - messages, fired }
}
