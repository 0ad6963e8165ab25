import fc from 'fast-check'
import { SELF } from './task-program.ts'
import type { Action, Op, Program, Script } from './task-program.ts'

// Random programs over tasks, for fast-check: small, but every action may stand in every place.

const someTask = fc.integer({ min: SELF, max: 5 })

const simpleAction: fc.Arbitrary<Action> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ do: fc.constant('wake' as const), task: someTask }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('join' as const), task: someTask }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('detach' as const), task: someTask }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('abort' as const), task: someTask, via: fc.constantFrom('join' as const, 'abort' as const) }) },
)

/** @param depth how deep scripts may spawn scripts */
function scripts(depth: number): fc.Arbitrary<Script> {
  const actions = fc.array(actionsOf(depth), { maxLength: 4 })
  const end = fc.oneof(
    { weight: 5, arbitrary: fc.constant('pending' as const) },
    { weight: 2, arbitrary: fc.constant('value' as const) },
    { weight: 1, arbitrary: fc.constant('throw' as const) },
  )
  return fc.record({
    steps: fc.array(fc.record({ actions, end }), { maxLength: 4 }),
    onDispose: fc.array(actionsOf(depth), { maxLength: 3 }),
    disposeThrows: fc.boolean(),
  })
}

function actionsOf(depth: number): fc.Arbitrary<Action> {
  if (depth === 0) return simpleAction
  const spawn = fc.record({ do: fc.constant('spawn' as const), script: scripts(depth - 1), local: fc.boolean() })
  return fc.oneof({ weight: 8, arbitrary: simpleAction }, { weight: 1, arbitrary: spawn })
}

const spawnOp: fc.Arbitrary<Op> = fc.record({ do: fc.constant('spawn' as const), script: scripts(1), local: fc.boolean() })

const op: fc.Arbitrary<Op> = fc.oneof(
  { weight: 3, arbitrary: spawnOp },
  { weight: 6, arbitrary: simpleAction },
  { weight: 6, arbitrary: fc.constant<Op>({ do: 'run' }) },
  { weight: 1, arbitrary: fc.constant<Op>({ do: 'stall' }) },
)

/** A program that ends, often in the middle of things, with a shutdown and a look at what every handle has left. */
export const programs: fc.Arbitrary<Program> = fc
  .tuple(spawnOp, fc.array(op, { maxLength: 40 }), fc.boolean(), fc.array(simpleAction, { maxLength: 4 }))
  .map(([first, ops, settle, late]) => {
    const ending: Op[] = settle ? [{ do: 'stall' }, { do: 'shutdown' }] : [{ do: 'shutdown' }]
    const joins: Op[] = [0, 1, 2, 3, 4, 5].map(task => ({ do: 'join', task }))
    return [first, ...ops, ...ending, ...late, ...joins]
  })
