/** What the methods of an implementation are: as rustc reads them off the trait, they are read off its classes. */

/** A method of an implementation, called with it as `this`. */
export type Method = (this: object, ...args: unknown[]) => unknown

/** The names of the methods of `impl`, its own first, then from its class upwards. */
export function methodNames(impl: object): string[] {
  const prototype = (Object.getPrototypeOf(impl) ?? Object.prototype) as object
  return [...new Set([...ownMethods(impl), ...inheritedMethods(prototype).keys()])]
}

/** The names of the functions that `impl` holds itself: `{ fetch: url => … }`. */
export function ownMethods(impl: object): string[] {
  return Object.keys(impl).filter(name => typeof Object.getOwnPropertyDescriptor(impl, name)?.value === 'function')
}

/** The methods from `prototype` up; of several of a name the lowest. Getters are not run. */
export function inheritedMethods(prototype: object): Map<string, Method> {
  const found = new Map<string, Method>()
  const hidden = new Set(['constructor'])
  for (let at: object | null = prototype; at !== null && at !== Object.prototype; at = Object.getPrototypeOf(at) as object | null) {
    for (const name of Object.getOwnPropertyNames(at)) {
      if (hidden.has(name)) continue
      hidden.add(name)
      const value: unknown = Object.getOwnPropertyDescriptor(at, name)?.value
      if (typeof value === 'function') found.set(name, value as Method)
    }
  }
  return found
}
