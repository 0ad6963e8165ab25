/** What a schedule costs: a short program, run under every one there is. */
import type { Future } from '../../src/index.ts'
import type { Run, TimeWorkload } from '../harness/workload.ts'

/** Two tasks of five turns have so many, C(10, 5). */
const SCHEDULES = 252

export const workload: TimeWorkload = {
  name: 'explore',
  title: 'a program of two tasks, of five turns each, under every schedule',
  kind: 'time',
  per: 'schedule',
  ops: 400 * SCHEDULES,
  quickOps: 80 * SCHEDULES,
  answer: wholeRuns,
  baselines: { plain: 'plain recursion' },
  variants: {
    async pollux(schedules) {
      const { Turns } = await import('../support/turns.ts')
      return exploring(schedules, () => new Turns(4), 1)
    },

    /** Tasks as programs have them: generators, with a frame to make and to resume. */
    async 'pollux blocks'(schedules) {
      const { asyncBlock, wait, yieldNow } = await import('../../src/index.ts')
      return exploring(schedules, () => asyncBlock(function* () {
        for (let turn = 0; turn < 4; turn++) yield* wait(yieldNow())
      }), 1)
    },

    /** Each task dropped at each suspension: more schedules, each of which looks for what could be dropped. */
    async 'pollux drops'(schedules) {
      const { Turns } = await import('../support/turns.ts')
      return exploring(schedules, () => new Turns(4), 0)
    },

    /** The same orders of the same ten steps, with nothing that could be waited for. */
    'plain recursion': schedules => () => {
      let ends = 0
      let steps = 0
      const walk = (a: number, b: number): void => {
        steps++
        if (a + b === 0) ends++
        if (a > 0) walk(a - 1, b)
        if (b > 0) walk(a, b - 1)
      }
      while (ends < wholeRuns(schedules)) walk(5, 5)
      return steps > ends ? ends : 0
    },
  },
}

/** The program is run under all of its schedules, so it may be a few more than were asked for. */
function wholeRuns(schedules: number): number {
  return Math.ceil(schedules / SCHEDULES) * SCHEDULES
}

/** @param whole 1: every schedule of each program; 0: as many as are asked for, of those that drop a task. */
async function exploring(asked: number, task: () => Future<unknown>, whole: 0 | 1): Promise<Run> {
  const { spawnLocal } = await import('../../src/index.ts')
  const { explore } = await import('../../src/testing/index.ts')
  const schedules = wholeRuns(asked)
  const program = (): void => {
    spawnLocal(task())
    spawnLocal(task())
  }
  if (whole === 0) return () => {
    let seen = 0
    while (seen < schedules) seen += explore(program, { dropAt: 'any', schedules: Math.min(4 * SCHEDULES, schedules - seen) }).schedules
    return seen
  }
  return () => {
    let seen = 0
    while (seen < schedules) seen += explore(program).schedules
    return seen
  }
}
