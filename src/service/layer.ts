/**
 * # Layers, and how a stack keeps its types
 *
 * A layer puts a service around another. It is what is left of a middleware before the service inside is known: its
 * configuration.
 *
 * `Layer<S, T>` says what it makes of one type of service. A library's layer is for all of them, and what it makes depends
 * on what it is given: `timeoutLayer(50)` makes a `Timeout<S>` of any `S`. TypeScript has no name for "`Timeout`, waiting
 * for its parameter", which Rust's associated type `Layer<S>::Service` amounts to; so a layer carries, as a type only, a
 * {@link LayerKind}: an interface whose `made` is written in terms of its own `inner`. To fill that in is to apply it:
 *
 *     interface TimeoutKind extends LayerKind { readonly made: Timeout<InnerOf<this>> }
 *     Made<TimeoutKind, Db>   =   (TimeoutKind & { inner: Db })['made']   =   Timeout<Db>
 *
 * So the type of `new ServiceBuilder().layer(timeoutLayer(50)).layer(loadShedLayer()).service(db)` is
 * `Timeout<LoadShed<Db>>`, and that of its responses follows from it.
 */
import type { AnyService } from './service.ts'

/**
 * Makes a service of type `T` around one of type `S`.
 *
 * Rust: `tower::Layer<S>`, with `T` for `Self::Service`.
 */
export interface Layer<S, T> {
  /** `inner` belongs to what this makes. */
  layer(inner: S): T
}

/** A type with a gap: what a layer makes of `inner`. See the essay above. */
export interface LayerKind {
  readonly inner: unknown
  readonly made: unknown
}

/** The service in the gap: for `made`, which writes `InnerOf<this>`. */
export type InnerOf<K extends LayerKind> = Extract<K['inner'], AnyService>

/** A {@link LayerKind} with its gap filled. */
export type Made<K extends LayerKind, S extends AnyService> = (K & { readonly inner: S })['made']

/** There in types only. */
declare const kind: unique symbol

/** A layer for every type of service. */
export interface GenericLayer<K extends LayerKind> {
  layer<S extends AnyService>(inner: S): Made<K, S>
  readonly [kind]?: K
}

/** What layer `L` makes of a service of type `S`; `never` if it does not fit. */
export type Layered<L, S> = typeof kind extends keyof L
  ? L extends GenericLayer<infer K>
    ? S extends AnyService
      ? Made<K, S>
      : never
    : never
  : L extends Layer<infer In, infer T>
    ? S extends In
      ? T
      : never
    : never

class LayerFn {
  private readonly make: (inner: never) => unknown

  constructor(make: (inner: never) => unknown) {
    this.make = make
  }

  layer(inner: unknown): unknown {
    const { make } = this
    return make(inner as never)
  }
}

/**
 * A layer out of a function, for one type of service.
 *
 * Rust: `tower::layer::layer_fn`.
 *
 * @throws TypeError at the call if `make` is no function.
 * @example
 * const audited = layerFn((db: Database) => new Audited(db))
 */
export function layerFn<S, T>(make: (inner: S) => T): Layer<S, T> {
  requireMake(make, 'layerFn')
  return new LayerFn(make) as Layer<S, T>
}

/**
 * A layer out of a function, for every type of service: `K` says what becomes of each.
 *
 * Rust: an `impl<S> Layer<S> for …`.
 *
 * @throws TypeError at the call if `make` is no function.
 * @example
 * interface CountedKind extends LayerKind { readonly made: Counted<InnerOf<this>> }
 * const countedLayer = (): GenericLayer<CountedKind> => genericLayer<CountedKind>(inner => new Counted(inner))
 */
export function genericLayer<K extends LayerKind>(make: (inner: AnyService) => Made<K, AnyService>): GenericLayer<K> {
  requireMake(make, 'genericLayer')
  return new LayerFn(make) as GenericLayer<K>
}

function requireMake(make: unknown, where: string): void {
  if (typeof make !== 'function') throw new TypeError(`${where}: expected a function from the inner service`)
}

interface IdentityKind extends LayerKind {
  readonly made: InnerOf<this>
}

/**
 * The layer that adds nothing: for the other side of an `eitherLayer`.
 *
 * Rust: `tower::layer::util::Identity`.
 */
export function identityLayer(): GenericLayer<IdentityKind> {
  return genericLayer<IdentityKind>(inner => inner)
}
