/** What a job is to call: a module's export, or a function that is sent as text. */
import { kindOf } from '../../future/kind-of.ts'
import { nameOfFunction, sourceOf } from './function-source.ts'
import type { WireTarget } from './wire.ts'

/** A `URL`, by what is used of it: its type is not in every project that pollux is compiled with. */
export type ModuleAddress = { readonly href: string } | string

/**
 * A function by its place: the module's address and the name under which it is exported (`default` for the default one).
 *
 * Rust: the path of a function.
 *
 * @example
 * const target: BlockingTarget = { module: new URL('./jobs.ts', import.meta.url), export: 'fib' }
 */
export interface BlockingTarget {
  /** Its URL. A string is one too, or an absolute path, or a package's name as pollux itself would import it. */
  readonly module: ModuleAddress
  readonly export: string
}

/** What a job's task gives: an async function's promise is awaited in its thread. */
export type Answer<T> = T extends { then(done: (value: infer V, ...rest: never[]) => unknown, ...rest: never[]): unknown } ? V : T

/** Of a function whose output alone is named: `spawnBlocking<number>(fn, …)`. */
// oxlint-disable-next-line typescript/no-explicit-any
export type AnyArguments = any[]

/** What `spawnBlocking` takes first. */
export type BlockingFunction = BlockingTarget | ((...args: never[]) => unknown)

/** A target under the number by which workers know it once they were told. */
export interface NumberedTarget {
  readonly number: number
  readonly wire: WireTarget
}

/** Targets that are kept, at most. A program has a few; past that, functions are being written at run time. */
const MOST_TARGETS = 1024

/** By what is unlike in them. `emptied` counts how often all were forgotten: workers forget theirs then. */
export const targets = { known: new Map<string, NumberedTarget>(), last: 0, emptied: 0 }

/**
 * What `given` stands for; the same one for the same module and name, or the same text.
 *
 * @throws TypeError for what is neither, or can be seen not to stand by itself.
 */
export function targetOf(given: BlockingFunction): NumberedTarget {
  const isFunction = typeof given === 'function'
  if (isFunction && given === lately.given) return lately.target!
  const text = isFunction ? Function.prototype.toString.call(given) : textOf(given?.module)
  const name = isFunction ? nameOfFunction(given) : given?.export
  if (lately.target === null || lately.isFunction !== isFunction || lately.name !== name || lately.text !== text) {
    lately.target = find(given, text, String(name))
    lately.isFunction = isFunction
    lately.text = text
    lately.name = name
  }
  lately.given = isFunction ? given : null
  return lately.target
}

/**
 * The target asked for last: what is called in a loop, also as a closure that is made anew each time, is found without
 * hashing its text.
 */
const lately: { given: BlockingFunction | null; isFunction: boolean; text: string; name: unknown; target: NumberedTarget | null } = {
  given: null,
  isFunction: false,
  text: '',
  name: '',
  target: null,
}

function find(given: BlockingFunction, text: string, name: string): NumberedTarget {
  const key = typeof given === 'function' ? `${name}\n${text}` : `${text}\n${name}`
  const known = targets.known.get(key)
  if (known !== undefined) return known
  const wire = wireOf(given)
  if (targets.known.size >= MOST_TARGETS) {
    targets.known.clear()
    targets.emptied++
  }
  const target = { number: ++targets.last, wire }
  targets.known.set(key, target)
  return target
}

function textOf(module: ModuleAddress | undefined): string {
  return typeof module === 'object' && module !== null ? module.href : String(module)
}

function wireOf(given: BlockingFunction): WireTarget {
  if (typeof given === 'function') return { source: sourceOf(given), name: nameOfFunction(given) }
  const { module, export: name } = (given ?? {}) as Partial<BlockingTarget>
  if (typeof name !== 'string' || name === '' || !(typeof module === 'string' || typeof module?.href === 'string')) {
    throw new TypeError(`spawnBlocking: expected a function, or { module: URL, export: name }, and got ${kindOf(given)}`)
  }
  return { module: addressOf(module), name }
}

function addressOf(module: ModuleAddress): string {
  const address = textOf(module)
  if (/^\.{0,2}[/\\]/.test(address) && !address.startsWith('/')) {
    throw new TypeError(`spawnBlocking: the module ${address} is given relative to nothing; write new URL('${address}', import.meta.url)`)
  }
  if (address.startsWith('/')) return fileUrl(address)
  // On Windows a path opens with a drive's letter, which is no URL's scheme.
  return /^[A-Za-z]:[/\\]/.test(address) ? fileUrl(`/${address.replaceAll('\\', '/')}`) : address
}

function fileUrl(path: string): string {
  return `file://${encodeURI(path).replaceAll('?', '%3F').replaceAll('#', '%23')}`
}
