/**
 * The thread that owns the reactor. It does nothing but hear of its end: a parked main thread hears no event, and a reactor that ran out
 * of memory can say nothing any more. It then writes that into shared memory, with why behind it in a message, and wakes the runtimes.
 *
 * Plain JavaScript, as all that a worker loads first.
 */
const { parentPort, workerData, Worker } = globalThis.process.getBuiltinModule('node:worker_threads')
const { reports, data } = workerData

/** As in `wire.ts`. */
const DEAD = 2
const WATCHED = 5

const control = new Int32Array(data.control)
const seats = new Map()
let failure

parentPort.on('message', ({ kind, seat, gone }) => {
  if (kind === 'gone') for (const id of gone) seats.delete(id)
  if (kind !== 'seat') return
  seats.set(seat.id, seat.handle)
  if (Atomics.load(control, DEAD) === 1) wake(seat.handle)
})

Atomics.store(control, WATCHED, 1)
Atomics.notify(control, WATCHED)
try {
  const worker = new Worker(new URL('./boot.mjs', import.meta.url), { name: 'pollux reactor', workerData: data, transferList: [data.port], execArgv: [] })
  worker.on('error', error => { failure ??= error })
  worker.on('exit', code => end(code))
  // All that main has written is delivered.
  worker.on('message', message => parentPort.postMessage(message))
} catch (error) {
  failure = error
  end(null)
}

function end(code) {
  reports.postMessage({ code, text: failure === undefined ? '' : String(failure?.stack ?? failure) })
  Atomics.store(control, DEAD, 1)
  for (const handle of seats.values()) wake(handle)
}

/** As `wakeRemote` of `remote-handle.ts`. */
function wake({ signal, bits, index }) {
  Atomics.or(bits, 1 + (index >>> 5), 1 << (index & 31))
  Atomics.store(bits, 0, 1)
  Atomics.store(signal, 0, 1)
  Atomics.notify(signal, 0)
}
