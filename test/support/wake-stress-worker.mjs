// A thread of its own that wakes the main thread again and again, and may wait for its answers. Plain JavaScript: a worker cannot
// load TypeScript before the loader is registered.
import { parentPort } from 'node:worker_threads'
import { register } from 'tsx/esm/api'

register()
const { wakeRemote } = await import('../../src/runtime/remote-handle.ts')
const SENT = 0
const ANSWERED = 1
const LOOKS = 10_000

let seed = 1
/** Looks at `counts`, up to `most` times; three times in four not at all. */
function linger(counts, most) {
  seed = (Math.imul(seed, 1103515245) + 12345) >>> 0
  if (seed >>> 30 !== 0) return
  for (let looks = (seed >>> 16) % most; looks > 0; looks--) Atomics.load(counts, SENT)
}

let isStretched = false
/** From now on every step of a wake may come late, so that the owner can do much between two of them. */
function stretchWakes(counts) {
  if (isStretched) return
  isStretched = true
  for (const name of ['or', 'store', 'notify']) {
    const real = Atomics[name]
    Atomics[name] = (...given) => {
      linger(counts, 4000)
      return real(...given)
    }
  }
}

/** Says in `counts` which wake it is, then wakes; the handles take turns. */
parentPort.on('message', ({ handles, counts, bursts, stretched }) => {
  if (stretched) stretchWakes(counts)
  let sent = 0
  for (const burst of bursts) {
    for (let i = 0; i < burst; i++) {
      Atomics.store(counts, SENT, ++sent)
      wakeRemote(handles[sent % handles.length])
    }
    untilAnswered(counts, sent)
    // Falls upon the owner a little later each time: as it polls, as it goes to sleep, asleep.
    linger(counts, 1000)
  }
})

/** Looks for a while before it sleeps: whoever is fast finds the owner still awake, which is where a wake could be lost. */
function untilAnswered(counts, sent) {
  for (let looks = LOOKS; looks > 0; looks--) if (Atomics.load(counts, ANSWERED) === sent) return
  for (let answered = Atomics.load(counts, ANSWERED); answered !== sent; answered = Atomics.load(counts, ANSWERED)) {
    Atomics.wait(counts, ANSWERED, answered)
  }
}
parentPort.postMessage('loaded')
