/**
 * How adapters are made: a class with one forwarding method for each method of the implementation's class, built once and
 * kept.
 *
 * A `Proxy` would be shorter, and a call through it takes four times as long (58 ns against 14, boxing included). So the
 * names are read off the prototypes, and the class is kept for the next implementation of that class. A method found on a
 * prototype is bound into the forwarding one: as in a vtable, a prototype that is patched later changes nothing. Functions
 * that the implementation holds itself are looked up at each call.
 */
import { className } from '../future/inspect.ts'
import { isObject } from '../future/is-object.ts'
import { kindOf } from '../future/kind-of.ts'
import { Adapter, type AdapterKind } from './adapter.ts'
import { inheritedMethods, methodNames, ownMethods, type Method } from './methods.ts'

/** What an adapter does with what the method `name` of `impl` gave. */
export type Treatment<State> = (given: unknown, state: State, name: string, impl: object) => unknown

type AdapterClass<State> = new (kind: AdapterKind, impl: object, state: State) => Adapter<State>

/** Classes of one treatment: by prototype, then by the names of the functions that the implementation holds itself. */
type Built<State> = WeakMap<object, Map<string, AdapterClass<State>>>

/** Makes adapters of one kind, which do `treat` with what methods give. */
export class AdapterMaker<State> {
  private readonly kind: AdapterKind
  private readonly treat: Treatment<State>
  private readonly built: Built<State>

  constructor(kind: AdapterKind, treat: Treatment<State>) {
    this.kind = kind
    this.treat = treat
    this.built = new WeakMap()
  }

  /** @throws TypeError unless `impl` is an object with methods. */
  make(impl: unknown, state: State): Adapter<State> {
    requireImpl(impl, this.kind)
    return new (this.classFor(impl))(this.kind, impl, state)
  }

  private classFor(impl: object): AdapterClass<State> {
    const prototype = (Object.getPrototypeOf(impl) ?? Object.prototype) as object
    let classes = this.built.get(prototype)
    if (classes === undefined) this.built.set(prototype, (classes = new Map()))
    const own = ownMethods(impl)
    const key = own.join('\0')
    let made = classes.get(key)
    if (made === undefined) classes.set(key, (made = this.build(className(impl), own, inheritedMethods(prototype))))
    return made
  }

  private build(type: string, own: string[], inherited: Map<string, Method>): AdapterClass<State> {
    class Made extends Adapter<State> {}
    Object.defineProperty(Made, 'name', { value: `${this.kind}(${type})` })
    for (const [name, method] of inherited) define(Made.prototype, name, forward(name, method, this.treat))
    for (const name of own) define(Made.prototype, name, forward(name, null, this.treat))
    return Made
  }
}

function define(prototype: object, name: string, value: unknown): void {
  Object.defineProperty(prototype, name, { value, writable: true, configurable: true })
}

/**
 * Calls `method`, or what the implementation has under `name`. Arguments are handed on as many as came, without a list
 * of them where they are few: that list would be most of what the call costs.
 */
function forward<State>(name: string, found: Method | null, treat: Treatment<State>): unknown {
  return function (this: Adapter<State>, a: unknown, b: unknown): unknown {
    const impl = Adapter.implOf(this)
    const state = Adapter.stateOf(this)
    const method = found ?? (impl as Record<string, Method>)[name]!
    switch (arguments.length) {
      case 0:
        return treat(method.call(impl), state, name, impl)
      case 1:
        return treat(method.call(impl, a), state, name, impl)
      case 2:
        return treat(method.call(impl, a, b), state, name, impl)
      default:
        return treat(Reflect.apply(method, impl, arguments), state, name, impl)
    }
  }
}

/** @throws TypeError unless `impl` is an object with methods. */
function requireImpl(impl: unknown, where: string): asserts impl is object {
  if (!isObject(impl) || typeof impl === 'function') {
    throw new TypeError(`${where}: expected an implementation, an object with methods, and got ${kindOf(impl)}`)
  }
  if (methodNames(impl).length === 0) throw new TypeError(`${where}: ${className(impl)} has no methods`)
}
