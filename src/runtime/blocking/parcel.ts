/** The arguments of a job, judged and made ready before anything is queued. */
import { NotSendableError } from '../../future/not-sendable-error.ts'
import type { Parcel } from './job.ts'
import { transfersOf } from './transfer.ts'
import { findUnfit } from './unfit.mjs'

const NOTHING: readonly unknown[] = []

function isPlain(value: unknown): boolean {
  return value === null || (typeof value !== 'object' && typeof value !== 'function' && typeof value !== 'symbol')
}

/**
 * `args`, fit to go to another thread.
 *
 * @throws NotSendableError with the path to what is not sendable, or what no clone can be made of.
 */
export function parcelOf(args: readonly unknown[], name: string): Parcel {
  if (args.every(isPlain)) return { args, list: NOTHING }
  const list = transfersOf(args)
  const unfit = findUnfit(args, new Set(list))
  if (unfit !== null) refuse(name, unfit.path, unfit.type)
  return { args, list }
}

/** A copy of `parcel`, so that what the caller does to the arguments meanwhile is not seen by a job that waits. */
export function copyOf({ args, list }: Parcel, name: string): Parcel {
  try {
    const copy = structuredClone({ args, list }, { transfer: list as never[] })
    return copy
  } catch (error) {
    return refuseUncloneable(error, name)
  }
}

/** What the host refuses although it looked well: a proxy, or what a getter gave. */
export function refuseUncloneable(error: unknown, name: string): never {
  refuse(name, '', `one that cannot be cloned (${error instanceof Error ? error.message : String(error)})`)
}

function refuse(name: string, path: string, type: string): never {
  throw new NotSendableError({
    what: `spawnBlocking: an argument of ${name} cannot go to a worker`,
    path: `arguments${path}`,
    type,
    tooBig: 0,
    remedy: 'give plain data, or hand it over with transfer(value, list)',
  })
}
