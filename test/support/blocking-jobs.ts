// Jobs for the blocking pool's tests: a module in TypeScript, as a user of tsx would write it.
interface Point {
  readonly x: number
}

export const fib = (n: number): number => (n < 2 ? n : fib(n - 1) + fib(n - 2))

export function moved(point: Point): Point {
  return { x: point.x + 1 }
}

export async function later(value: string): Promise<string> {
  await new Promise(resolve => setImmediate(resolve))
  return value
}

/** Says that it has begun, then waits until it may go on. */
export function gated(gate: Int32Array, value: number): number {
  Atomics.add(gate, 0, 1)
  Atomics.notify(gate, 0)
  Atomics.wait(gate, 1, 0)
  return value
}

class QuotaError extends RangeError {
  readonly limit = 7
  override readonly name = 'QuotaError'
}

export function failing(): never {
  throw new QuotaError('too much', { cause: new TypeError('the disk') })
}

export function throwing(value: unknown): never {
  throw value
}

export function exiting(code: number): never {
  process.exit(code)
}

export function exhausting(): never {
  const hoard: number[][] = []
  for (;;) hoard.push(new Array<number>(1000).fill(1.5))
}

export function uncloneable(): object {
  return { list: [{ callback: () => 1 }] }
}

/** What cannot be cloned, and what throws when it is looked at. */
export function resisting(how: 'proxy' | 'name'): never {
  if (how === 'proxy') throw new Proxy({}, {})
  throw Object.defineProperty(new Error('unread'), 'name', { get() { throw new Error('nobody may look') } })
}

export const NUMBER = 3
