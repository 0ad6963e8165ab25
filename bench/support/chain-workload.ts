/** The workloads of chains, which differ in depth and in how often the bottom suspends. */
/* oxlint-disable unicorn/no-unnecessary-await -- to await nothing is the turn that is measured */
import type { Run, TimeVariant, TimeWorkload } from '../harness/workload.ts'

/** What a workload of this family is. */
export interface ChainShape {
  readonly depth: number
  /** Suspensions at the bottom of one chain. */
  readonly yields: number
  /** Operations that one chain is. */
  readonly ops: number
}

type Chain = (depth: number, yields: number) => number

/** Many chains, one after the other, whose outputs are summed. */
function chains({ depth, yields, ops: each }: ChainShape, one: Chain): (ops: number) => Run {
  return ops => () => {
    let sum = 0
    for (let left = ops / each; left > 0; left--) sum += one(depth, yields)
    return sum
  }
}

/** What the chains of a sample output together: each its levels above the bottom, and the bottom's yields. */
export function chainAnswer({ depth, yields, ops: each }: ChainShape): (ops: number) => number {
  return ops => (ops / each) * (depth - 1 + yields)
}

/** What the variants of a chain need. */
export const chainPackages: Readonly<Record<string, string>> = { fluture: 'fluture' }

export function chainVariants(shape: ChainShape): TimeWorkload['variants'] {
  const pollux = (kind: 'levels' | 'blocks' | 'closures' | 'helpers'): TimeVariant => async ops => {
    const { Runtime } = await import('../../src/index.ts')
    const made = await import('./chains.ts')
    const runtime = new Runtime()
    const { depth, yields, ops: each } = shape
    const main = new made.InTurn(ops / each, () => made[kind](depth, yields))
    return () => runtime.blockOn(main.again())
  }
  return {
    pollux: pollux('levels'),
    'pollux blocks': pollux('blocks'),
    'pollux closures': pollux('closures'),
    'pollux helpers': pollux('helpers'),
    promises: ops => async () => {
      const chain = async (depth: number): Promise<number> => {
        if (depth > 1) return 1 + (await chain(depth - 1))
        for (let i = 0; i < shape.yields; i++) await null
        return shape.yields
      }
      let sum = 0
      for (let left = ops / shape.ops; left > 0; left--) sum += await chain(shape.depth)
      return sum
    },
    fluture: async ops => {
      const { chainsInTurn } = await import('./fluture-chains.ts')
      return () => chainsInTurn(ops / shape.ops, shape.depth, shape.yields)
    },
    'plain yield*': chains(shape, (depth, yields) => {
      const body = nested(depth, yields)
      for (;;) {
        const step = body.next()
        if (step.done) return step.value
      }
    }),
  }
}

function* nested(depth: number, yields: number): Generator<undefined, number> {
  if (depth > 1) return 1 + (yield* nested(depth - 1, yields))
  for (let i = 0; i < yields; i++) yield
  return yields
}
