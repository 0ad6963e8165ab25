/**
 * The plain loops of the ready streams. Each is a function of its module, made once, and calls constants of its module: V8
 * then knows what it calls. Of a closure that is made anew, or an import, it only knows what it was last time, and asks
 * again for every call: twice as much an item.
 */
import * as items from './ready-items.ts'
import type { Operators } from './ready-items.ts'

const { addOne, isNumber, lessTen, same, sum, twice } = items

function none(all: readonly number[]): number {
  let state = 0
  for (let i = 0; i < all.length; i++) state = sum(state, all[i]!)
  return state
}

function one(all: readonly number[]): number {
  let state = 0
  for (let i = 0; i < all.length; i++) state = sum(state, addOne(all[i]!))
  return state
}

function three(all: readonly number[]): number {
  let state = 0
  for (let i = 0; i < all.length; i++) state = sum(state, lessTen(twice(addOne(all[i]!))))
  return state
}

function ten(all: readonly number[]): number {
  let state = 0
  for (let i = 0; i < all.length; i++) {
    const a = same(lessTen(twice(addOne(all[i]!))))
    if (!isNumber(a)) continue
    const b = same(a)
    if (!isNumber(b)) continue
    const c = same(b)
    if (!isNumber(c)) continue
    state = sum(state, same(c))
  }
  return state
}

export const loops: Readonly<Record<Operators, (all: readonly number[]) => number>> = { 0: none, 1: one, 3: three, 10: ten }
