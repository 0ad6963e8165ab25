/** What the streams of ready items do to each of them: the same operators, in the same order, in every variant. */

export const addOne = (x: number): number => x + 1
export const twice = (x: number): number => x * 2
export const lessTen = (x: number): number => x - 10
export const same = (x: number): number => x
export const isNumber = (x: unknown): boolean => typeof x === 'number'
export const sum = (state: number, x: number): number => (state + x) | 0

/** How many operators a workload has. */
export type Operators = 0 | 1 | 3 | 10

export type Operator = { readonly map: (x: number) => number } | { readonly filter: (x: number) => boolean }

/** The first three do something; behind them come maps and filters, in turn, that change nothing. */
export function operators(count: Operators): Operator[] {
  const all: Operator[] = [{ map: addOne }, { map: twice }, { map: lessTen }]
  for (let i = 3; i < count; i++) all.push(i % 2 === 1 ? { map: same } : { filter: isNumber })
  return all.slice(0, count)
}

/** The numbers from 0, in an array without holes. */
export function itemsOf(count: number): number[] {
  const items: number[] = []
  for (let i = 0; i < count; i++) items.push(i)
  return items
}

/** What all variants sum up to, worked out by none of them. */
export function answerOf(count: Operators): (items: number) => number {
  return items => {
    let state = 0
    for (let x = 0; x < items; x++) state = (state + (count === 0 ? x : count === 1 ? x + 1 : 2 * x - 8)) | 0
    return state
  }
}
