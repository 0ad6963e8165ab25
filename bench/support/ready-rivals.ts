/** The ready streams in the language's own terms and with two libraries, each as its documentation writes them. */
import type { Run } from '../harness/workload.ts'
import { itemsOf, operators, sum, type Operators } from './ready-items.ts'

export function asyncGenerators(count: Operators): (items: number) => Run {
  async function* mapped(source: AsyncIterable<number> | Iterable<number>, fn: (x: number) => number): AsyncGenerator<number> {
    for await (const x of source) yield fn(x)
  }
  async function* filtered(source: AsyncIterable<number> | Iterable<number>, keeps: (x: number) => boolean): AsyncGenerator<number> {
    for await (const x of source) if (keeps(x)) yield x
  }
  return n => {
    const items = itemsOf(n)
    return async () => {
      let source: AsyncIterable<number> | Iterable<number> = items
      for (const one of operators(count)) source = 'map' in one ? mapped(source, one.map) : filtered(source, one.filter)
      let state = 0
      for await (const x of source) state = sum(state, x)
      return state
    }
  }
}

/** Generators, which cannot wait. */
export function generators(count: Operators): (items: number) => Run {
  function* mapped(source: Iterable<number>, fn: (x: number) => number): Generator<number> {
    for (const x of source) yield fn(x)
  }
  function* filtered(source: Iterable<number>, keeps: (x: number) => boolean): Generator<number> {
    for (const x of source) if (keeps(x)) yield x
  }
  return n => {
    const items = itemsOf(n)
    return () => {
      let source: Iterable<number> = items
      for (const one of operators(count)) source = 'map' in one ? mapped(source, one.map) : filtered(source, one.filter)
      let state = 0
      for (const x of source) state = sum(state, x)
      return state
    }
  }
}

/** An array an operator. */
export function arrays(count: Operators): (items: number) => Run {
  return n => {
    const items = itemsOf(n)
    return () => {
      let made = items
      for (const one of operators(count)) made = 'map' in one ? made.map(one.map) : made.filter(one.filter)
      return made.reduce(sum, 0)
    }
  }
}

/** Pushed, and all at once: an observable of an array emits inside `subscribe`. */
export function rxjs(count: Operators): (items: number) => Promise<Run> {
  return async n => {
    const { filter, from, map, reduce } = await import('rxjs')
    const items = itemsOf(n)
    return () => {
      let source = from(items)
      for (const one of operators(count)) source = source.pipe('map' in one ? map(one.map) : filter(one.filter))
      let result = -1
      source.pipe(reduce(sum, 0)).subscribe(value => (result = value))
      return result
    }
  }
}

/** The synchronous half of `ix`, which cannot wait. */
export function ix(count: Operators): (items: number) => Promise<Run> {
  return async n => {
    const { from, reduce } = await import('ix/iterable')
    const { filter, map } = await import('ix/iterable/operators')
    const items = itemsOf(n)
    return () => {
      let source = from(items)
      for (const one of operators(count)) source = source.pipe('map' in one ? map(one.map) : filter(one.filter))
      return reduce(source, { seed: 0, callback: sum })
    }
  }
}

/** The half that can. */
export function ixAsync(count: Operators): (items: number) => Promise<Run> {
  return async n => {
    const { from, reduce } = await import('ix/asynciterable')
    const { filter, map } = await import('ix/asynciterable/operators')
    const items = itemsOf(n)
    return () => {
      let source = from(items)
      for (const one of operators(count)) source = source.pipe('map' in one ? map(one.map) : filter(one.filter))
      return reduce(source, { seed: 0, callback: sum })
    }
  }
}
