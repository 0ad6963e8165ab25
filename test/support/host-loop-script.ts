// Processes of their own with runtimes on hostLoop: what keeps them alive, and how they end. The argument says which.
import { setTimeout as later } from 'node:timers'
import { Worker } from 'node:worker_threads'
import { hostLoop, map, Pending, pending, pollFn, remoteWaker, Runtime, sleep } from '../../src/index.ts'
import type { Future, Poll, RemoteWaker, Waker } from '../../src/index.ts'

const runtime = new Runtime({ driver: hostLoop(), name: 'script' })
const say = (line: string): void => { console.log(line) }

/** Woken once by `arrange`, from outside. */
function woken(arrange: (waker: Waker) => void): Future<void> {
  let asked = false
  return pollFn((cx): Poll<void> => {
    if (asked) return
    asked = true
    arrange(cx.waker)
    return Pending
  })
}

const programs: Record<string, () => void> = {
  stuck() {
    runtime.spawn(pending())
    runtime.spawn(map(sleep(5), () => say('the other is done')))
  },
  'stuck, with an exit code'() {
    process.exitCode = 3
    runtime.spawn(pending())
  },
  'nothing to do'() {},
  'shut down'() {
    runtime.spawn(pending())
    runtime.spawn(sleep(1e6))
    runtime.runUntilStalled()
    runtime[Symbol.dispose]()
  },
  aborted() {
    const handle = runtime.spawn(sleep(1e6))
    runtime.runUntilStalled()
    later(() => handle.abort(), 5)
  },
  'a timer'() {
    runtime.spawn(map(sleep(30), () => say('slept')))
  },
  'ready tasks'() {
    let polls = 0
    runtime.spawnLocal(pollFn((cx): Poll<void> => {
      if (++polls === 100_000) return say('polled')
      cx.waker.wake()
      return Pending
    }))
  },
  'a thread'() {
    const worker = new Worker(new URL('./wake-worker.mjs', import.meta.url))
    // Deno loses what is posted to a worker that does not listen yet.
    const loaded = new Promise(resolve => { worker.once('message', resolve) })
    worker.unref()
    let remote: RemoteWaker | null = null
    runtime.spawnLocal(map(woken(waker => {
      remote = remoteWaker(waker)
      const { handle } = remote
      void loaded.then(() => worker.postMessage({ handle, times: 1, delay: 30 }))
    }), () => {
      remote?.[Symbol.dispose]()
      say('woken by a thread')
    }))
  },
  'a host source'() {
    runtime.spawnLocal(map(woken(waker => {
      runtime.external(1, 'host')
      later(() => {
        runtime.external(-1, 'host')
        waker.wake()
      }, 30).unref()
    }), () => say('woken by the host')))
  },
  'a failure that nobody joined'() {
    const keep = runtime.spawnLocal(pollFn(() => { throw new Error('on purpose') }))
    // The second turn from here, whatever the clock says: the runtime's slice is in the first.
    setImmediate(() => setImmediate(() => say(`finished: ${keep.isFinished()}`)))
  },
}

programs[process.argv[2]!]!()
say('end of the module')
