/** What a channel for one value costs: making it, sending, receiving. */
import type { TimeWorkload } from '../harness/workload.ts'

export const workload: TimeWorkload = {
  name: 'oneshot',
  title: 'create a oneshot, send, receive',
  kind: 'time',
  per: 'oneshot',
  ops: 200_000,
  answer: count => (count * (count - 1)) / 2,
  baselines: { promises: 'promises', plain: 'plain object' },
  variants: {
    /** The value is there when it is asked for, as in the promise variant. */
    async pollux(count) {
      const { blockOn } = await import('../../src/index.ts')
      const { Oneshots } = await import('../support/oneshots.ts')
      return () => blockOn(new Oneshots(count))
    },

    /** The receiver waits first, and is woken. */
    async 'pollux waiting'(count) {
      const { blockOn } = await import('../../src/index.ts')
      const { WaitingOneshots } = await import('../support/oneshots.ts')
      return () => blockOn(new WaitingOneshots(count))
    },

    /** A promise resolved from outside. */
    promises: count => async () => {
      let sum = 0
      for (let i = 0; i < count; i++) {
        let send!: (value: number) => void
        const received = new Promise<number>(resolve => {
          send = resolve
        })
        send(i)
        sum += await received
      }
      return sum
    },

    /** An object with room for a value, and who waits for it; kept, or the compiler would do without it. */
    'plain object': count => () => {
      let sum = 0
      let last: object | null = null
      for (let i = 0; i < count; i++) {
        const cell = { full: false, value: 0, waiting: null as (() => void) | null }
        last = cell
        const send = (value: number): void => {
          cell.full = true
          cell.value = value
          cell.waiting?.()
        }
        send(i)
        if (cell.full) sum += cell.value
      }
      return last === null ? 0 : sum
    },
  },
}
