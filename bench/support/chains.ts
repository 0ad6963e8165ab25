/**
 * Chains: each level awaits the next one, down to a level that suspends `yields` times. A chain outputs its depth, so
 * that a sample of many can be summed. The `yield*` one is here for pollux and for a bare loop alike.
 */
import { asyncBlock, Pending, wait, type AsyncBlock, type Context, type Future, type Poll } from '../../src/index.ts'
import { Level } from './level.ts'
import { Turns } from './turns.ts'

/** A class a level. */
export function levels(depth: number, yields: number): Future<number> {
  let chain: Future<number> = new Turns(yields)
  for (let i = 1; i < depth; i++) chain = new Level(chain)
  return chain
}

/** A block a level, all of one generator function. */
export function blocks(depth: number, yields: number): AsyncBlock<number> {
  return asyncBlock(() => level(depth, yields))
}

function* level(depth: number, yields: number): Generator<Future<unknown>, number> {
  return depth === 1 ? yield* wait(new Turns(yields)) : 1 + (yield* wait(blocks(depth - 1, yields)))
}

/** A block a level, each with a generator function made for it: V8 prepares every new one anew, at its first call. */
export function closures(depth: number, yields: number): AsyncBlock<number> {
  return asyncBlock(function* () {
    return depth === 1 ? yield* wait(new Turns(yields)) : 1 + (yield* wait(closures(depth - 1, yields)))
  })
}

/** One block whose levels are generators. */
export function helpers(depth: number, yields: number): AsyncBlock<number> {
  return asyncBlock(() => helper(depth, yields))
}

function* helper(depth: number, yields: number): Generator<Future<unknown>, number> {
  return depth === 1 ? yield* wait(new Turns(yields)) : 1 + (yield* helper(depth - 1, yields))
}

/** Makes `times` chains, one after the other, and sums what they give. */
export class InTurn implements Future<number> {
  private readonly times: number
  private readonly make: () => Future<number>
  private left: number
  private sum: number
  private current: Future<number> | null

  constructor(times: number, make: () => Future<number>) {
    this.times = times
    this.make = make
    this.left = times
    this.sum = 0
    this.current = null
  }

  /** This one, as at the start. */
  again(): this {
    this.left = this.times
    this.sum = 0
    return this
  }

  poll(cx: Context): Poll<number> {
    while (this.left > 0) {
      this.current ??= this.make()
      const value = this.current.poll(cx)
      if (value === Pending) return Pending
      this.current = null
      this.sum += value
      this.left -= 1
    }
    return this.sum
  }
}
