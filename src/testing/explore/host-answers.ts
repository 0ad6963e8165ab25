/** What a simulated host answers: time and chance as their owner has them, in the form of the function that is asked. */

/** Time and chance, where they are owned. */
export interface HostOwner {
  /** Milliseconds. */
  now(): number
  /** From 0 to below 1. */
  random(): number
}

export type Callable = (...args: never[]) => unknown

/** The simulation's time begins at this moment, in milliseconds since 1970: 2020-01-01, as good as any. */
const EPOCH = 1_577_836_800_000

/** The moment, in milliseconds since 1970. */
export function dateOf(owner: HostOwner): number {
  return EPOCH + Math.floor(owner.now())
}

/** What stands in for the function `name`; null if nobody owns what it asks for. */
export function answerOf(owner: HostOwner | null, name: string): Callable | null {
  if (owner === null) return null
  switch (name) {
    case 'Math.random':
      return () => owner.random()
    case 'Date.now':
      return () => dateOf(owner)
    case 'performance.now':
      return () => owner.now()
    case 'process.uptime':
      return () => owner.now() / 1000
    case 'process.hrtime.bigint':
      return () => nanoseconds(owner)
    case 'process.hrtime':
      return (since?: readonly [number, number]) => highResolution(nanoseconds(owner), since)
    default:
      return null
  }
}

function nanoseconds(owner: HostOwner): bigint {
  return BigInt(Math.round(owner.now() * 1e6))
}

/** As `process.hrtime` tells it: seconds, and the nanoseconds beyond. */
function highResolution(now: bigint, since: readonly [number, number] = [0, 0]): [number, number] {
  const passed = now - BigInt(since[0]) * 1_000_000_000n - BigInt(since[1])
  const seconds = passed / 1_000_000_000n
  return [Number(seconds), Number(passed - seconds * 1_000_000_000n)]
}
