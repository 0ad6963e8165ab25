/** Promises cannot be cancelled: what waits has to listen to a signal, and to end by itself. */
import type { Staged } from '../harness/workload.ts'

/** Each has a controller, as each task has a handle; aborting rejects what it waits for, and its `finally` runs. */
export function abortSignals(tasks: number): Staged {
  let controllers: AbortController[] = []
  let waiting: Promise<void>[] = []
  let ended = 0
  async function task(signal: AbortSignal): Promise<void> {
    try {
      await new Promise<void>((_, reject) => signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true }))
    } catch (error) {
      if (error !== signal.reason) throw error
    } finally {
      ended += 1
    }
  }
  return {
    before() {
      ended = 0
      controllers = Array.from({ length: tasks }, () => new AbortController())
      waiting = controllers.map(({ signal }) => task(signal))
    },
    async run() {
      for (const controller of controllers) controller.abort(CANCELLED)
      for (const promise of waiting) await promise
      return ended
    },
  }
}

/** The quickest: no signal, but the `reject` of the promise that it waits for, which somebody keeps. */
export function keptRejects(tasks: number): Staged {
  let rejects: ((reason: Error) => void)[] = []
  let waiting: Promise<void>[] = []
  let ended = 0
  async function task(): Promise<void> {
    try {
      await new Promise<void>((_, reject) => rejects.push(reject))
    } catch (error) {
      if (error !== CANCELLED) throw error
    } finally {
      ended += 1
    }
  }
  return {
    before() {
      ended = 0
      rejects = []
      waiting = Array.from({ length: tasks }, task)
    },
    async run() {
      for (const reject of rejects) reject(CANCELLED)
      for (const promise of waiting) await promise
      return ended
    },
  }
}

/** One for all: a reason of its own, with a stack, would cost each a microsecond. */
const CANCELLED = new Error('cancelled')
