// `blockOn` on a page: what never waits runs; what would wait is refused.
import {
  blockOn, byRef, hostLoop, join, joinAll, lazy, map, pending, pollFn, ready, Runtime, sleep, spawn, timeout, toPromise,
  yieldNow,
} from '../../../src/index.ts'
import { Probe } from '../../support/probe.ts'
import { refusal, type Refusal } from './refusal.ts'

export function neverParks(): unknown[] {
  const tasks = (count: number) => joinAll(Array.from({ length: count }, (_, at) => spawn(map(yieldNow(), () => at))))
  const crowd = () => {
    let all: ReturnType<typeof tasks> | null = null
    return pollFn(cx => (all ??= tasks(100)).poll(cx))
  }
  return [
    blockOn(join(ready(1), map(yieldNow(), () => 'two'), lazy(() => 3))),
    blockOn(map(crowd(), outputs => outputs.reduce((sum, output) => sum + output, 0))),
    blockOn(timeout(1e6, map(yieldNow(), () => 'in time'))),
  ]
}

/** A main future and a task, each waiting for a timer. The main future is disposed, and the next `blockOn` is as good as ever. */
export function wouldPark(): { error: Refusal; disposes: number; after: string } {
  const held = new Probe()
  const error = refusal(() => blockOn(join(lazy(() => void spawn(sleep(2e6))), sleep(1e6), held)))
  return { error, disposes: held.disposes, after: blockOn(ready('still here')) }
}

/** Nothing could wake this one, wherever it waits: that comes first. */
export function deadlock(): Refusal {
  return refusal(() => blockOn(pending()))
}

/** A hosted runtime runs what is ready and refuses to wait; what `byRef` kept goes on while the page turns. */
export async function onHostLoop(): Promise<{ ready: string; error: Refusal; later: string }> {
  using runtime = new Runtime({ driver: hostLoop() })
  const output = runtime.blockOn(map(yieldNow(), () => 'ready'))
  const slow = map(sleep(100), () => 'slept')
  const error = refusal(() => runtime.blockOn(byRef(slow)))
  return { ready: output, error, later: await toPromise(slow, { runtime }) }
}
