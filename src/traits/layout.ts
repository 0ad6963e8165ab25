/**
 * The layout of a future's state, by the model of `type-layout.ts` (values) and `arrange.ts` (where they lie).
 *
 * A child that is a future lies in its parent, as in Rust; behind a box, a `dyn*` or a pin it is a pointer; a handle, a
 * clone of a shared future or a loan refers to what lies elsewhere. A number or a text in a field `phase` or `state` is the
 * tag; a plain object in a field `state` is the present state, whose fields lie in the future.
 *
 * One look measures each future once. One that is met within itself (a child that points back to its parent) counts as a
 * reference there, as it would have to be one in Rust.
 *
 * What the model cannot see is what JavaScript hides: `#private` fields, closures, the locals of a generator (name what
 * matters in `own`). And only who declares its states (`[states]`) is known in those it is not in.
 */
import type { Future } from '../future/future.ts'
import { className, inspectionOf } from '../future/inspect.ts'
import { arrange, type Arranged, type Member } from './arrange.ts'
import { requireStates, states, type FieldType } from './declared-states.ts'
import { isFuture } from './is-future.ts'
import { isEmpty, partsOf, type Held } from './future-parts.ts'
import { pointerTo } from './known-layouts.ts'
import { Opaque } from './opaque.ts'
import { byteArray, layoutOfValue, scalar, type TypeLayout } from './type-layout.ts'

/** Futures within futures, up to which they are looked into; one further down counts as a reference. */
const MOST_LEVELS = 200

/** What one look has met: the layout of each future, null as long as its inside is being measured. */
type Met = Map<Future<unknown>, TypeLayout | null>

/** The layout of one future. */
export interface Layout extends TypeLayout {
  /** Bytes of the present state. */
  readonly now: number
  /** The present state's name, where it tells. */
  readonly state: string | undefined
  readonly arranged: Arranged
  /** Whether it told its states; else only the present one is known. */
  readonly declared: boolean
  /** Whether another future of the class may have another layout. */
  readonly varies: boolean
}

/** The layout of `future`; `bytes` is the size of its largest known state. Polls nothing; runs `[states]` and `[inspect]`. */
export function layoutOf(future: Future<unknown>, level = 0, met: Met = new Map()): Layout {
  const hidden = Opaque.peek(future)
  if (hidden !== future) return layoutOf(hidden, level, met)
  const pointer = pointerTo(future)
  if (pointer !== null) return leaf(pointer)
  met.set(future, null)
  const { state } = inspectionOf(future)
  const declare = (future as { [states]?: unknown })[states]
  if (typeof declare === 'function') return declaredLayout(future, declare.call(future), state, level, met)
  const { common, present, tagged, varies } = partsOf(future)
  const measure = ([name, value]: Held): Member => ({ ...layoutOfHeld(value, level, met), name })
  const arranged = arrange(common.map(measure), new Map([[state ?? 'now', present.map(measure)]]), tagged)
  return { bytes: arranged.bytes, now: arranged.bytes, align: arranged.align, type: className(future), state, arranged, declared: false, varies }
}

/** Something that lies elsewhere. */
function leaf(layout: TypeLayout): Layout {
  const field = { ...layout, name: 'pointer', offset: 0 }
  return { ...layout, now: layout.bytes, state: undefined, arranged: { prefix: [field], states: [], bytes: layout.bytes, align: layout.align }, declared: false, varies: false }
}

function declaredLayout(future: Future<unknown>, told: unknown, state: string | undefined, level: number, met: Met): Layout {
  requireStates(told, className(future))
  const member = ([name, type]: [string, FieldType]): Member => ({ ...layoutOfType(type, level, met), name })
  const all = new Map(Object.entries(told).map(([name, fields]) => [name, Object.entries(fields).map(member)]))
  const arranged = arrange([], all, all.size > 1)
  const now = arranged.states.find(({ name }) => name === state)?.bytes ?? arranged.bytes
  return { bytes: arranged.bytes, now, align: arranged.align, type: className(future), state, arranged, declared: true, varies: true }
}

function layoutOfType(type: FieldType, level: number, met: Met): TypeLayout {
  if (typeof type === 'string') return scalar(type)
  if (typeof type === 'number') return byteArray(type)
  if (isFuture(type)) return layoutOfChild(type, level, met)
  return { bytes: type.bytes, align: type.align, type: `${type.bytes} bytes` }
}

function layoutOfChild(child: Future<unknown>, level: number, met: Met): TypeLayout {
  const known = met.get(child)
  if (known === null || level >= MOST_LEVELS) return scalar('&', `&${className(child)}`)
  if (known !== undefined) return known
  const { bytes, align, type } = layoutOf(child, level + 1, met)
  const layout: TypeLayout = { bytes, align, type }
  met.set(child, layout)
  return layout
}

function layoutOfHeld(value: unknown, level: number, met: Met): TypeLayout {
  if (isFuture(value)) return layoutOfChild(value, level, met)
  // An empty place may come to hold something: a reference, at least.
  return isEmpty(value) ? scalar('&', 'Option<&>') : layoutOfValue(value)
}
