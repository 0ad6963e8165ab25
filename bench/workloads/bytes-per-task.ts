/** What a task weighs while it waits. */
import type { BytesWorkload, Held } from '../harness/workload.ts'

export const workload: BytesWorkload = {
  name: 'bytes-per-task',
  title: 'memory of a task that waits',
  kind: 'bytes',
  per: 'task',
  ops: 100_000,
  quickOps: 50_000,
  largest: 1_000_000,
  baselines: { promises: 'promises', plain: 'plain objects' },
  variants: {
    /** Task and future; nobody keeps the handle. */
    async pollux() {
      const { waitingTasks } = await import('../support/waiting-tasks.ts')
      return waitingTasks({ handles: false })
    },

    /** Task, future, and a handle in an array. */
    async 'pollux with handle'() {
      const { waitingTasks } = await import('../support/waiting-tasks.ts')
      return waitingTasks({ handles: true })
    },

    /** All wait for one promise: the lightest way an async function can wait. */
    promises: () => count => {
      let started = 0
      let open: () => void
      const gate = new Promise<void>(resolve => (open = resolve))
      async function task(): Promise<void> {
        started += 1
        await gate
      }
      for (let i = 0; i < count; i++) void task()
      return held(() => started, () => open())
    },

    /** Each waits for a promise of its own, whose `resolve` somebody keeps, as a socket or a timer would. */
    'promises own resolver': () => count => {
      const resolvers: (() => void)[] = []
      async function task(): Promise<void> {
        await new Promise<void>(resolve => resolvers.push(resolve))
      }
      for (let i = 0; i < count; i++) void task()
      return held(() => resolvers.length, () => resolvers.forEach(resolve => resolve()))
    },

    /** A suspended generator in an array. */
    generator: () => count => {
      function* task(): Generator<undefined> {
        yield
      }
      const tasks: Generator[] = []
      for (let i = 0; i < count; i++) {
        const one = task()
        one.next()
        tasks.push(one)
      }
      return held(() => tasks.length, () => (tasks.length = 0))
    },

    /** An object of six fields in an array. */
    'plain objects': () => count => {
      class Plain {
        readonly a: null
        readonly b: null
        readonly c: null
        readonly d: null
        readonly e: number
        readonly f: number

        constructor() {
          this.a = this.b = this.c = this.d = null
          this.e = this.f = 0
        }
      }
      const objects: Plain[] = []
      for (let i = 0; i < count; i++) objects.push(new Plain())
      return held(() => objects.length, () => (objects.length = 0))
    },
  },
}

function held(count: () => number, release: () => unknown): Held {
  return { count, release: () => void release() }
}
