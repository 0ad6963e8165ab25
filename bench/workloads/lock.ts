/** What a lock costs that nobody else wants: taken, its value changed, given back. So are nearly all locks. */
import type { TimeWorkload } from '../harness/workload.ts'

export const workload: TimeWorkload = {
  name: 'lock',
  title: 'lock, change the value, unlock, and again; nobody else wants it',
  kind: 'time',
  per: 'lock',
  ops: 1_000_000,
  answer: locks => locks,
  baselines: { promises: 'promises', plain: 'plain' },
  packages: { effect: 'effect' },
  fewer: { effect: 10 },
  variants: {
    async pollux(locks) {
      const { Mutex, Runtime } = await import('../../src/index.ts')
      const { LockLoop } = await import('../support/locking.ts')
      const runtime = new Runtime()
      return () => runtime.blockOn(runtime.spawnLocal(new LockLoop(new Mutex(0), locks)))
    },

    /** Without a budget, which takes the task through the queue every 128 locks. */
    async 'pollux unconstrained'(locks) {
      const { Mutex, Runtime, unconstrained } = await import('../../src/index.ts')
      const { LockLoop } = await import('../support/locking.ts')
      const runtime = new Runtime()
      return () => runtime.blockOn(runtime.spawnLocal(unconstrained(new LockLoop(new Mutex(0), locks))))
    },

    /** Without a future: `tryLock`, for who need not wait. */
    async 'pollux tryLock'(locks) {
      const { Mutex } = await import('../../src/index.ts')
      return () => {
        const mutex = new Mutex(0)
        let value = 0
        for (let i = 0; i < locks; i++) {
          const guard = mutex.tryLock()!
          value = ++guard.value
          guard[Symbol.dispose]()
        }
        return value
      }
    },

    async promises(locks) {
      const { PromiseMutex } = await import('../support/promise-mutex.ts')
      return async () => {
        const mutex = new PromiseMutex(0)
        for (let i = 0; i < locks; i++) {
          const guard = await mutex.lock()
          guard.value++
          guard.unlock()
        }
        return mutex.value
      }
    },

    /** Awaits only if it must, and so never does: what an expert would write where it is hot. */
    async 'promises if held'(locks) {
      const { PromiseMutex } = await import('../support/promise-mutex.ts')
      return async () => {
        const mutex = new PromiseMutex(0)
        for (let i = 0; i < locks; i++) {
          if (!mutex.tryLock()) await mutex.lock()
          mutex.value++
          mutex.unlock()
        }
        return mutex.value
      }
    },

    /** A semaphore of one. */
    async effect(locks) {
      const { locks: taken } = await import('../support/effect-tasks.ts')
      return () => taken(locks)
    },

    /** A flag, and an object a lock that gives it back once. */
    async plain(locks) {
      const { PlainLock } = await import('../support/plain-lock.ts')
      return () => {
        const lock = new PlainLock(0)
        for (let i = 0; i < locks; i++) {
          const guard = lock.take()!
          guard.lock!.value++
          guard.release()
        }
        return lock.value
      }
    },
  },
}
