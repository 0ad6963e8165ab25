import { SELF } from './task-program.ts'
import type { Action, Op, Program, Script, Step } from './task-program.ts'

// The life of one task under every combination of what it does, what happens to its handle, when it is aborted and who wakes it.
// A case is a program: it performs the same steps whether or not they still make sense at that point, because "does nothing" is
// half of what the contract promises.

export const outcomes = ['value', 'throw', 'value, dispose throws', 'throw, dispose throws'] as const
export const handles = ['kept', 'disposed at once', 'disposed while idle', 'disposed during a poll', 'disposed during the last poll',
  'disposed during the dispose', 'disposed after completion', 'joined from the start', 'joined at the end', 'joined by a task'] as const
export const aborts = ['never', 'before the first poll', 'while idle', 'while queued', 'during the first poll', 'during the last poll',
  'during the dispose', 'after completion', 'at every step'] as const
export const wakes = ['0', '1', 'many', 'during poll', 'during dispose', 'after completion'] as const
export const lengths = [1, 2, 3] as const

export interface LifecycleCase {
  readonly outcome: (typeof outcomes)[number]
  readonly handle: (typeof handles)[number]
  readonly abort: (typeof aborts)[number]
  readonly wake: (typeof wakes)[number]
  /** Polls until it is done, when nobody aborts it. */
  readonly length: (typeof lengths)[number]
}

export function* lifecycleCases(): Generator<LifecycleCase> {
  for (const outcome of outcomes)
    for (const handle of handles)
      for (const abort of aborts)
        for (const wake of wakes) for (const length of lengths) yield { outcome, handle, abort, wake, length }
}

export function titleOf(c: LifecycleCase): string {
  return `${c.outcome} at poll ${c.length}; handle ${c.handle}; abort ${c.abort}; extra wakes ${c.wake}`
}

/** The program of a case. Task 0 is the subject; task 1, where there is one, joins it. */
export function programOf(c: LifecycleCase): Program {
  const program: Op[] = [{ do: 'spawn', script: subjectOf(c) }]
  if (c.handle === 'joined by a task') program.push({ do: 'spawn', script: joiner })
  program.push(...when(c.handle === 'disposed at once', detach, detach), ...when(c.handle === 'joined from the start', join, join))
  program.push(...abortsOf(c, 'before the first poll'))
  for (let round = 0; round < c.length + 1; round++) program.push(...turnOf(c, round))
  program.push({ do: 'stall' }, ...endOf(c), { do: 'stall' }, { do: 'shutdown' })
  program.push(...abortsOf(c, 'after completion'), join, detach, join)
  return program
}

const detach: Action = { do: 'detach', task: 0 }
const join: Action = { do: 'join', task: 0 }
const wake: Action = { do: 'wake', task: 0 }

const joiner: Script = {
  steps: Array.from({ length: 8 }, () => ({ actions: [join], end: 'pending' })),
  onDispose: [],
  disposeThrows: false,
}

function when<T>(condition: boolean, ...items: T[]): T[] {
  return condition ? items : []
}

/** Two requests wherever there is one: repeated aborts do nothing. The handles take turns. */
function abortsOf(c: LifecycleCase, moment: LifecycleCase['abort'], task = 0): Action[] {
  return when<Action>(c.abort === moment || c.abort === 'at every step', { do: 'abort', task, via: 'join' }, { do: 'abort', task, via: 'abort' })
}

function wakesOf(count: number, task = 0): Action[] {
  return Array.from({ length: count }, () => ({ do: 'wake', task }))
}

function subjectOf(c: LifecycleCase): Script {
  const steps: Step[] = []
  for (let poll = 1; poll <= c.length; poll++) steps.push(stepOf(c, poll))
  const onDispose = [
    ...when<Action>(c.handle === 'disposed during the dispose', { do: 'detach', task: SELF }),
    ...abortsOf(c, 'during the dispose', SELF),
    ...wakesOf(c.wake === 'during dispose' ? 3 : 0, SELF),
    ...when<Action>(c.handle === 'joined from the start', { do: 'join', task: SELF }),
  ]
  return { steps, onDispose, disposeThrows: c.outcome.endsWith('dispose throws') }
}

function stepOf(c: LifecycleCase, poll: number): Step {
  const last = poll === c.length
  const detaches = (c.handle === 'disposed during a poll' && poll === 1) || (c.handle === 'disposed during the last poll' && last)
  const actions = [
    ...when<Action>(detaches, { do: 'detach', task: SELF }),
    ...wakesOf(c.wake === 'during poll' ? 2 : 0, SELF),
    ...(poll === 1 ? abortsOf(c, 'during the first poll', SELF) : []),
    ...(last ? abortsOf(c, 'during the last poll', SELF) : []),
  ]
  if (!last) return { actions, end: 'pending' }
  return { actions, end: c.outcome.startsWith('value') ? 'value' : 'throw' }
}

/** One turn, then what happens while the task waits, then the wake that it waits for and the wakes that nobody needs. */
function turnOf(c: LifecycleCase, round: number): Op[] {
  const extra = { '0': 0, '1': 1, many: 5, 'during poll': 0, 'during dispose': 0, 'after completion': 0 }[c.wake]
  return [
    { do: 'run' },
    ...when<Op>(c.handle === 'disposed while idle' && round === 0, detach, detach),
    ...(round === 0 ? abortsOf(c, 'while idle') : []),
    wake,
    ...wakesOf(extra),
    ...(round === 0 ? abortsOf(c, 'while queued') : []),
  ]
}

function endOf(c: LifecycleCase): Op[] {
  return [
    ...wakesOf(c.wake === 'after completion' ? 3 : 0),
    ...abortsOf(c, 'after completion'),
    ...when<Op>(c.handle === 'disposed after completion', detach, detach),
    ...when<Op>(c.handle === 'joined from the start' || c.handle === 'joined at the end', join, join),
  ]
}
