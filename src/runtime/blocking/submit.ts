/** `spawnBlocking`, from its arguments to the job. */
import type { Runtime } from '../runtime.ts'
import type { BlockingJob } from './job.ts'
import { targetOf, type BlockingFunction } from './job-target.ts'
import { parcelOf } from './parcel.ts'
import { blockingPool } from './pool.ts'

/**
 * What `spawnBlocking(given, ...args)` runs, begun or queued already.
 *
 * @throws as `Runtime.spawnBlocking`.
 */
export function submitBlocking<T>(runtime: Runtime, given: BlockingFunction, args: readonly unknown[]): BlockingJob<T> {
  const target = targetOf(given)
  return blockingPool().submit<T>(runtime, target, parcelOf(args, target.wire.name))
}
