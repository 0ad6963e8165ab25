/// <reference lib="esnext.disposable" preserve="true" />
/**
 * The well-known symbols. This module loads before every other one: an engine without `Symbol.dispose` would read
 * `[Symbol.dispose]` in a class body as a method named `undefined`, silently, so it is set here first.
 */

if (typeof Symbol.dispose !== 'symbol') {
  Object.defineProperty(Symbol, 'dispose', { value: Symbol.for('Symbol.dispose') })
}

/**
 * The `Send` tag of a value: `true` if a task may hold it across a suspension, `false` if not. Data, or a getter over
 * the value's present state. Values without one are judged by what they hold; see {@link isSendable}.
 *
 * Rust: the auto trait `Send`.
 */
export const sendable: unique symbol = Symbol.for('pollux.sendable')

/**
 * The method by which a future tells errors, dumps and tools what it is and what it waits on. Never called on the hot
 * path.
 *
 * Rust: `Debug`, roughly.
 */
export const inspect: unique symbol = Symbol.for('pollux.inspect')

/**
 * The method by which a combinator answers, in O(1), whether what it was just polled into is still sendable. A task
 * asks it at each suspension; a future without one is asked for its `[sendable]` tag instead.
 */
export const atSuspension: unique symbol = Symbol.for('pollux.atSuspension')
