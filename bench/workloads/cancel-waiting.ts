/** What it costs to cancel a task that waits: a hundred thousand of them, aborted one by one, and all of them gone. */
import type { TimeWorkload } from '../harness/workload.ts'

export const workload: TimeWorkload = {
  name: 'cancel-waiting',
  title: 'abort 100,000 tasks that wait',
  kind: 'time',
  per: 'task',
  ops: 100_000,
  largest: 1_000_000,
  answer: tasks => tasks,
  baselines: { promises: 'promises', plain: 'plain list' },
  packages: { effect: 'effect' },
  fewer: { effect: 10 },
  variants: {
    async pollux(tasks) {
      const { abortWaiting } = await import('../support/cancelled-tasks.ts')
      return abortWaiting(tasks)
    },

    /** Shutting down the runtime that they live in. */
    async 'pollux dispose'(tasks) {
      const { disposeWaiting } = await import('../support/cancelled-tasks.ts')
      return disposeWaiting(tasks)
    },

    /** Rejecting what each waits for. */
    async promises(tasks) {
      const { keptRejects } = await import('../support/cancelled-promises.ts')
      return keptRejects(tasks)
    },

    /** The platform's own way: an `AbortController` each. */
    async AbortController(tasks) {
      const { abortSignals } = await import('../support/cancelled-promises.ts')
      return abortSignals(tasks)
    },

    async effect(tasks) {
      const { interruptWaiting } = await import('../support/effect-tasks.ts')
      return interruptWaiting(tasks)
    },

    /** Objects in a doubly linked list, each unlinked and told. */
    'plain list'(tasks) {
      class Node {
        before: Node | null
        after: Node | null
        cancelled: boolean

        constructor(before: Node | null) {
          this.before = before
          this.after = null
          this.cancelled = false
          if (before !== null) before.after = this
        }
      }
      let nodes: Node[] = []
      return {
        before() {
          nodes = []
          for (let i = 0; i < tasks; i++) nodes.push(new Node(nodes.at(-1) ?? null))
        },
        run() {
          let cancelled = 0
          for (const node of nodes) {
            if (node.before !== null) node.before.after = node.after
            if (node.after !== null) node.after.before = node.before
            node.before = node.after = null
            node.cancelled = true
            cancelled += 1
          }
          return cancelled
        },
      }
    },
  },
}
