/**
 * The workloads that are Effect's: fibers, queues and semaphores, written as its own documentation writes hot code. Loops
 * are `whileLoop` where the body is one effect, which spares the generator's frame; elsewhere `gen`.
 *
 * Fibers are run by `runPromise`: a fiber that yields goes to a scheduler on the host's queue, so `runSync` cannot wait for it.
 * Forked fibers are detached, so that no parent keeps a list of its children.
 */
import * as Effect from 'effect/Effect'
import * as Fiber from 'effect/Fiber'
import * as Queue from 'effect/Queue'
import * as Semaphore from 'effect/Semaphore'
import type { Staged } from '../harness/workload.ts'
import { BRANCHES } from './skynet-size.ts'

export function yields(turns: number): Promise<number> {
  return Effect.runPromise(
    Effect.suspend(() => {
      let taken = 0
      const loop = Effect.whileLoop({
        while: () => taken < turns,
        body: () => Effect.yieldNow,
        step: () => void (taken += 1),
      })
      return Effect.map(loop, () => taken)
    }),
  )
}

/** All alive at once, then awaited in order. */
export function spawnJoin(tasks: number): Promise<number> {
  return Effect.runPromise(
    Effect.gen(function* () {
      const fibers: Fiber.Fiber<number>[] = []
      for (let i = 0; i < tasks; i++) fibers.push(yield* Effect.forkDetach(Effect.as(Effect.yieldNow, i)))
      let sum = 0
      for (const fiber of fibers) sum += yield* Fiber.join(fiber)
      return sum
    }),
  )
}

export function spawnAwait(tasks: number): Promise<number> {
  return Effect.runPromise(
    Effect.gen(function* () {
      let sum = 0
      for (let i = 0; i < tasks; i++) sum += yield* Fiber.join(yield* Effect.forkDetach(Effect.as(Effect.yieldNow, i)))
      return sum
    }),
  )
}

export function pingPong(rounds: number): Promise<number> {
  return Effect.runPromise(
    Effect.gen(function* () {
      const ping = yield* Queue.bounded<number>(1)
      const pong = yield* Queue.bounded<number>(1)
      const returner = Effect.gen(function* () {
        for (let i = 0; i < rounds; i++) yield* Queue.offer(pong, yield* Queue.take(ping))
      })
      const returned = yield* Effect.forkDetach(returner)
      let sum = 0
      for (let i = 0; i < rounds; i++) {
        yield* Queue.offer(ping, i)
        sum += yield* Queue.take(pong)
      }
      yield* Fiber.join(returned)
      return sum
    }),
  )
}

export function flow(items: number, capacity: number): Promise<number> {
  return Effect.runPromise(
    Effect.gen(function* () {
      const queue = yield* Queue.bounded<number>(capacity)
      let sent = 0
      const produce = Effect.whileLoop({
        while: () => sent < items,
        body: () => Queue.offer(queue, sent),
        step: () => void (sent += 1),
      })
      const produced = yield* Effect.forkDetach(produce)
      let received = 0
      let sum = 0
      yield* Effect.whileLoop({
        while: () => received < items,
        body: () => Queue.take(queue),
        step: item => {
          received += 1
          sum += item
        },
      })
      yield* Fiber.join(produced)
      return sum
    }),
  )
}

export function locks(times: number): Promise<number> {
  return Effect.runPromise(
    Effect.suspend(() => {
      const lock = Semaphore.makeUnsafe(1)
      let value = 0
      const critical = lock.withPermit(Effect.sync(() => void (value += 1)))
      let done = 0
      const loop = Effect.whileLoop({ while: () => done < times, body: () => critical, step: () => void (done += 1) })
      return Effect.map(loop, () => value)
    }),
  )
}

/** Jobs that wait once, so many at a time. */
export function bounded(jobs: number, limit: number): Promise<number> {
  return Effect.runPromise(
    Effect.suspend(() => {
      let sum = 0
      const one = (i: number) => Effect.map(Effect.yieldNow, () => void (sum += i))
      const all = Effect.forEach(Array.from({ length: jobs }, (_, i) => i), one, { concurrency: limit, discard: true })
      return Effect.map(all, () => sum)
    }),
  )
}

export function skynet(leaves: number): Promise<number> {
  const node = (number: number, size: number): Effect.Effect<number> =>
    Effect.gen(function* () {
      yield* Effect.yieldNow
      if (size === 1) return number
      const each = size / BRANCHES
      const children: Fiber.Fiber<number>[] = []
      for (let i = 0; i < BRANCHES; i++) children.push(yield* Effect.forkDetach(node(number + i * each, each)))
      let sum = 0
      for (const child of children) sum += yield* Fiber.join(child)
      return sum
    })
  return Effect.runPromise(node(0, leaves))
}

/** Fibers that never end by themselves, interrupted one by one. */
export function interruptWaiting(tasks: number): Staged {
  let fibers: Fiber.Fiber<never>[] = []
  let ended = 0
  const waiting = Effect.onInterrupt(Effect.never, () => Effect.sync(() => void (ended += 1)))
  return {
    before() {
      ended = 0
      fibers = Array.from({ length: tasks }, () => Effect.runFork(waiting))
    },
    async run() {
      for (const fiber of fibers) fiber.interruptUnsafe()
      await Effect.runPromise(Fiber.awaitAll(fibers))
      return ended
    },
  }
}
