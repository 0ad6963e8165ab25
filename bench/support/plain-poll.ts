/** Polling without a runtime, for the plain column of `blockon`. */
import { contextFrom, noopWaker, Pending, ready } from '../../src/index.ts'

/** Makes and polls `calls` futures that are ready with 1; gives the sum. */
export function pollReady(calls: number): number {
  const cx = contextFrom(noopWaker())
  let sum = 0
  for (let i = 0; i < calls; i++) {
    const value = ready(1).poll(cx)
    if (value !== Pending) sum += value
  }
  return sum
}
