/** `ServiceBuilder`: layers in the order in which a request meets them. */
import type { AnyService } from './service.ts'
import { requireService } from './service.ts'
import type { Layered } from './layer.ts'

/** What layers make of a service of type `S`, the first of them outermost. */
export type Stack<Layers extends readonly unknown[], S> = Layers extends readonly [infer Outer, ...infer Inner] ? Layered<Outer, Stack<Inner, S>> : S

interface SomeLayer {
  layer(inner: never): unknown
}

/**
 * Collects layers, then puts them around a service. The first layer added is the outermost: a request meets the layers in
 * the order in which they are written, and the response in the opposite one.
 *
 * Each `layer` gives another builder, so one can be the beginning of several stacks.
 *
 * Rust: `tower::ServiceBuilder`.
 *
 * @example
 * const service = new ServiceBuilder()
 *   .layer(timeoutLayer(500))         // covers the response, not the wait for a permit, which is pollReady's
 *   .layer(concurrencyLimitLayer(8))
 *   .service(serviceFn(fetchPage))
 */
export class ServiceBuilder<Layers extends readonly unknown[] = []> {
  private readonly layers: readonly SomeLayer[]

  /** A program calls it without arguments. */
  constructor(layers: readonly SomeLayer[] = []) {
    this.layers = layers
  }

  /**
   * Adds a layer inside those that are there.
   *
   * @throws TypeError if it has no method `layer`.
   */
  layer<L extends SomeLayer>(layer: L): ServiceBuilder<[...Layers, L]> {
    if (typeof (layer as Partial<SomeLayer> | null | undefined)?.layer !== 'function') {
      throw new TypeError('ServiceBuilder.layer: expected a layer, an object with the method layer; for a function use layerFn(…)')
    }
    return new ServiceBuilder([...this.layers, layer])
  }

  /**
   * `inner` with the layers around it, which then owns it.
   *
   * @throws TypeError if `inner` is no service; what the layers throw.
   */
  service<S extends AnyService>(inner: S): Stack<Layers, S> {
    requireService(inner, 'ServiceBuilder.service')
    let service: unknown = inner
    for (let at = this.layers.length - 1; at >= 0; at--) service = this.layers[at]!.layer(service as never)
    return service as Stack<Layers, S>
  }
}
