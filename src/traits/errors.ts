/** The failure that this room raises. */

/**
 * A trait was to be used behind a handle that knows nothing of the implementation, and one of its methods gives a future
 * whose type and size differ with each implementation.
 *
 * Rust: E0038, "the trait is not dyn compatible … because method `read` is `async`".
 */
export class NotDynCompatibleError extends Error {
  override readonly name = 'NotDynCompatibleError'
  readonly code = 'ERR_POLLUX_NOT_DYN_COMPATIBLE'
  /** The methods of the implementation, each of which may give a future of its own. */
  readonly methods: readonly string[]

  constructor(type: string, methods: readonly string[], remedy: string) {
    const named = methods.map(name => `${name}()`).join(', ')
    super(
      `${type} is not dyn compatible: a handle needs a table of methods whose results are all of one size, and what ${named} ` +
        `${methods.length === 1 ? 'gives' : 'give'} is another type, of another size, in each implementation; ${remedy}`,
    )
    this.methods = methods
  }
}
