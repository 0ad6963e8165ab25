/**
 * # An unpolled future that owns a lock
 *
 * A future that is lent to a `select` and loses is still there, with all that it holds. If it holds a lock and its owner waits for
 * that lock before it polls the future again, both wait for ever: the future for a poll, its owner for the lock.
 */
import { asyncBlock, byRef, Mutex, Runtime, select, sleep, spawn, wait } from '../../src/index.ts'

type Log = Mutex<string[]>

const write = (log: Log) => asyncBlock({ name: 'write' }, function* () {
  using guard = yield* wait(log.lock())
  yield* wait(sleep(20))
  guard.value.push('written')
})

const impatient = (log: Log) => asyncBlock({ name: 'impatient' }, function* () {
  const writing = write(log)
  const first = yield* wait(select(byRef(writing), sleep(5)))
  if (first.index === 0) return 'in time'
  using guard = yield* wait(log.lock()) // the bug: `writing` has the lock, and nobody polls it meanwhile
  return `late: ${guard.value.join()}`
})

const mended = (log: Log) => asyncBlock({ name: 'impatient' }, function* () {
  const writing = spawn(write(log)) // a task is polled, whoever waits for what
  const first = yield* wait(select(byRef(writing), sleep(5)))
  if (first.index === 0) return 'in time'
  using guard = yield* wait(log.lock())
  return `late: ${guard.value.join()}`
})

for (const wait5 of [impatient, mended]) {
  const runtime = new Runtime({ startPaused: true })
  try {
    console.log(runtime.blockOn(wait5(new Mutex<string[]>([], { name: 'log' }))))
  } catch (error) {
    console.log(String(error))
  }
}
//=> DeadlockError: nothing can wake the one task that is left: no timer is set and no other thread holds a waker
//=>   the main future (impatient): waits on Mutex log held, next in the queue
//=> a future that returns Pending must see to it that the waker of that poll is called; a waker called from outside the runtime needs remoteWaker(…), so that it counts
//=> late: written
