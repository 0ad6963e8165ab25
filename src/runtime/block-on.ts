/** `blockOn`: the whole of a program, from the outside. */
import '../future/symbols.ts'
import { chooser } from '../future/chooser.ts'
import { requireFuture, type Future } from '../future/future.ts'
import { refuseNested } from './current.ts'
import { Runtime } from './runtime.ts'

/**
 * Runs `future` to completion on this thread and returns its output. It truly blocks: while nothing is ready the thread
 * is parked. Tasks that it spawned and that are unfinished when it returns are disposed.
 *
 * Rust: `futures::executor::block_on`; `#[tokio::main]`.
 *
 * @throws what `future` throws.
 * @throws DeadlockError, HostParkError if nothing can wake what is left, instead of hanging; `future` is disposed then.
 * @throws NestedBlockOnError inside any poll.
 * @example
 * blockOn(map(sleep(20), () => 'done')) // 'done', 20 ms later
 */
export function blockOn<T>(future: Future<T>): T {
  requireFuture(future, 'blockOn')
  refuseNested('blockOn')
  // A seed of its own each time: a loop of short `blockOn(select(…))` must not start with the same branch for ever.
  const runtime = new Runtime({ name: 'blockOn', seed: chooser.current.below(2 ** 31) })
  try {
    return runtime.blockOn(future)
  } finally {
    runtime[Symbol.dispose]()
  }
}
