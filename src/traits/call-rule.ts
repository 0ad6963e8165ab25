/**
 * The rules by which a function that gives a future may be called.
 *
 *     rule   a call                                   Rust
 *     fn     whenever                                 AsyncFn: the future borrows what was captured, shared
 *     mut    when the future of the last one is over  AsyncFnMut: it borrows what was captured, for itself
 *     once   once                                     AsyncFnOnce: it takes what was captured
 *
 * Who may be called whenever may be called in turn, and who in turn, once: an `AsyncFn` goes where an `AsyncFnMut` is
 * wanted, and either where an `AsyncFnOnce` is. The other way round neither the compiler nor the call accepts it.
 */
import type { Future } from '../future/future.ts'
import { kindOf } from '../future/kind-of.ts'
import { sendable } from '../future/symbols.ts'

/** By which rule a function may be called. Not a name: it is no property for programs to read. */
const rule: unique symbol = Symbol('call rule')

type Rule = 'fn' | 'mut' | 'once'

const RANK: Record<Rule, number> = { once: 0, mut: 1, fn: 2 }
const TRAIT: Record<Rule, string> = { once: 'asyncFnOnce', mut: 'asyncFnMut', fn: 'asyncFn' }
const MAY: Record<Rule, string> = { once: 'may be called once', mut: 'may not be called again before the future of its last call is over', fn: '' }

/** A function to be called at most once. Rust: `AsyncFnOnce(A…) -> T`. */
export interface AsyncFnOnce<A extends unknown[], T> {
  (...args: A): Future<T>
  readonly [rule]: Rule
}

/** A function that may be called again when the future of the last call is over. Rust: `AsyncFnMut(A…) -> T`. */
export interface AsyncFnMut<A extends unknown[], T> extends AsyncFnOnce<A, T> {
  readonly [rule]: 'mut' | 'fn'
}

/** A function that may be called at any time. Rust: `AsyncFn(A…) -> T`. */
export interface AsyncFn<A extends unknown[], T> extends AsyncFnMut<A, T> {
  readonly [rule]: 'fn'
}

/** The name of a function, for messages. */
export function nameOfFn(fn: { readonly name: string }): string {
  return fn.name === '' ? 'the closure' : fn.name
}

/** Gives `call` its rule, the tag of `fn`, and its name. */
export function ruled(call: object, which: Rule, fn: { readonly name: string }): unknown {
  Object.defineProperty(call, 'name', { value: fn.name, configurable: true })
  const tag = (fn as { readonly [sendable]?: boolean })[sendable]
  return Object.assign(call, { [rule]: which }, tag === undefined ? {} : { [sendable]: tag })
}

/** @throws TypeError unless `fn` is a function that may be called as `wanted` says. */
export function requireRule(fn: unknown, wanted: Rule): void {
  const where = TRAIT[wanted]
  if (typeof fn !== 'function') throw new TypeError(`${where}: expected a function that gives a future, and got ${kindOf(fn)}`)
  const has = (fn as { readonly [rule]?: Rule })[rule]
  if (has !== undefined && RANK[has] < RANK[wanted]) {
    throw new TypeError(`${where}: ${nameOfFn(fn)} is an ${TRAIT[has]}, which ${MAY[has]}; ask for an ${TRAIT[has]}, or make a wider one`)
  }
}
