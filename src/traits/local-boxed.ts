/** A box that is not sendable: what `asyncTrait` gives where it was told not to ask. */
import { Boxed } from '../future/boxed.ts'
import type { Inspection } from '../future/inspect.ts'
import { atSuspension, inspect, sendable } from '../future/symbols.ts'

const ASK = 'its box was made with { send: false }: leave that out, and what is in the box decides; or use spawnLocal, which does not ask'

/**
 * A box whose type does not say `Send`, so it is not, whatever is in it.
 *
 * Rust: `Pin<Box<dyn Future<Output = T>>>`, without `+ Send`; `LocalBoxFuture`.
 */
export class LocalBoxed<T> extends Boxed<T> {
  protected override get type(): string {
    return 'LocalBoxed'
  }

  override get [sendable](): boolean {
    return this.inner === null
  }

  override [atSuspension](): boolean {
    return this.inner === null
  }

  override [inspect](): Inspection {
    return { ...super[inspect](), fields: { remedy: ASK } }
  }
}
