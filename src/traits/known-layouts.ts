/** Futures of the library whose fields are not their state in Rust: they point to it, or keep books about it. */
import { AsyncBlock } from '../future/async-block.ts'
import { Boxed } from '../future/boxed.ts'
import { ByRef } from '../future/by-ref.ts'
import type { Future } from '../future/future.ts'
import { className, inspectionOf } from '../future/inspect.ts'
import { Pinned } from '../future/pin.ts'
import { isFuture } from './is-future.ts'
import { scalar, type TypeLayout } from './type-layout.ts'

/** The layout of a future that lies elsewhere, or null. */
export function pointerTo(future: Future<unknown>): TypeLayout | null {
  // A `DynStar` by its fields: its tables have sizes, so its module imports this one.
  if (future instanceof Boxed || ('vtable' in future && 'data' in future)) return scalar('Box<dyn>', 'Box<dyn Future>')
  if (future instanceof Pinned) return scalar('Box', `Pin<Box<${innerName(future)}>>`)
  if (future instanceof ByRef) return scalar('&', `&mut ${innerName(future)}`)
  // A handle of a task, a clone of a shared future: there are several of them to one state.
  const { abortHandle, clone } = future as { abortHandle?: unknown; clone?: unknown }
  if (typeof abortHandle === 'function') return scalar('Arc', 'JoinHandle')
  return typeof clone === 'function' ? scalar('Arc', `Arc<${className(future)}>`) : null
}

function innerName(future: Future<unknown>): string {
  const [inner] = inspectionOf(future).children ?? []
  return inner === undefined ? '()' : className(inner)
}

/** Combinators over a fixed number of children: in Rust a tuple of them. */
const TUPLES: ReadonlySet<string> = new Set(['Join', 'TryJoin', 'Select', 'SelectBiased', 'Race'])

/** What lies in a future that keeps books about it, by name; null for one whose fields are its state. */
export function insideOf(future: Future<unknown>): [name: string, value: unknown][] | null {
  if (future instanceof AsyncBlock) return insideBlock(future)
  const { name, children = [] } = inspectionOf(future)
  return TUPLES.has(name) ? children.map((child, i) => [String(i), child]) : null
}

/** What the block owns, then what it waits for. The locals of its generator cannot be seen. */
function insideBlock(block: AsyncBlock<unknown>): [name: string, value: unknown][] {
  const { own, awaited } = block as unknown as { readonly own: readonly unknown[]; readonly awaited: unknown }
  const inside = own.map((value, i): [string, unknown] => [`own[${i}]`, value])
  return isFuture(awaited) ? [...inside, ['awaited', awaited]] : inside
}
