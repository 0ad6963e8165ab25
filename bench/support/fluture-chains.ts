/** Chains of Fluture: lazy futures, each level a `map` over the next, the bottom resolved from the microtask queue. */
import { Future, map, value, type FutureInstance } from 'fluture'

const nothing = (): void => {}
const addOne = (below: number): number => below + 1

/** Suspends so often, then gives how often. */
function bottom(yields: number): FutureInstance<never, number> {
  return Future<never, number>((_, resolve) => {
    let taken = 0
    const turn = (): void => {
      if (taken === yields) return resolve(taken)
      taken += 1
      queueMicrotask(turn)
    }
    turn()
    return nothing
  })
}

function chain(depth: number, yields: number): FutureInstance<never, number> {
  let made = bottom(yields)
  for (let i = 1; i < depth; i++) made = map(addOne)(made) as FutureInstance<never, number>
  return made
}

/** `times` chains, one after the other, whose outputs are summed. */
export function chainsInTurn(times: number, depth: number, yields: number): Promise<number> {
  return new Promise(resolve => {
    let sum = 0
    let left = times
    const next = (): void => {
      if (left === 0) return resolve(sum)
      left -= 1
      value<number>(output => {
        sum += output
        next()
      })(chain(depth, yields))
    }
    next()
  })
}
