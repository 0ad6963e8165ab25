/**
 * The thread that owns the pool's workers, under Node and its kin. It does nothing but hear of their ends: while the main
 * thread is parked no event reaches it, and a worker that ran out of memory can say nothing any more. So each end is
 * reported by a message, and the runtimes that may be parked are woken.
 *
 * Plain JavaScript, as all that a worker loads first.
 */
const { parentPort, workerData, Worker, SHARE_ENV } = globalThis.process.getBuiltinModule('node:worker_threads')
const { reports, ends } = workerData

/** The runtimes that can be woken, by number. */
const seats = new Map()

parentPort.on('message', ({ start, seat, gone }) => {
  if (seat !== undefined) seats.set(seat.id, seat.handle)
  if (gone !== undefined) for (const id of gone) seats.delete(id)
  if (start !== undefined) begin(start)
})

function begin({ id, port, url, tsx, preloads, execArgv, resourceLimits }) {
  let failure
  try {
    const workerData = { polluxBlocking: true, port, tsx, preloads }
    const options = { name: `pollux blocking ${id}`, workerData, transferList: [port], execArgv, resourceLimits, env: SHARE_ENV }
    const worker = new Worker(new URL(url), options)
    worker.on('error', error => { failure ??= described(error) })
    worker.on('exit', code => report({ id, code, failure }))
  } catch (error) {
    report({ id, code: null, failure: described(error) })
  }
}

function report(end) {
  reports.postMessage(end)
  Atomics.add(ends, 0, 1)
  // As `wakeRemote` of `remote-handle.ts`.
  for (const { signal, bits, index } of seats.values()) {
    Atomics.or(bits, 1 + (index >>> 5), 1 << (index & 31))
    Atomics.store(bits, 0, 1)
    Atomics.store(signal, 0, 1)
    Atomics.notify(signal, 0)
  }
}

/** In the shape of the errors that a worker sends. */
function described(error) {
  if (!(error instanceof Error)) return { text: String(error) }
  const { name, message, stack = '', code } = error
  return { name, message, stack, fields: code === undefined ? {} : { code } }
}
