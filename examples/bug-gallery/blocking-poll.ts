/**
 * # The blocking poll
 *
 * A poll is an ordinary call on the one thread there is: while it computes, nobody else has a turn, no timer fires and no waker is
 * heard. Nothing fails; everything is late. A lint measures, if it is given a limit. (The clock here goes on with the work, so that
 * this prints the same on every machine; by default it is the real one.)
 */
import { asyncBlock, blockOn, lazy, NestedBlockOnError, ready, Runtime, sleep, wait, yieldNow } from '../../src/index.ts'
import { lint } from '../../src/watch/index.ts'

let now = 0
function checksumOf(page: number): number {
  now += 5 // milliseconds of work
  return (page * 31) % 97
}

const blocking = asyncBlock({ name: 'checksum, in one go' }, function* () {
  const pages = yield* wait(ready(20)) // is there at once, and so no turn for anybody else
  let sum = 0
  for (let page = 0; page < pages; page++) sum += checksumOf(page) // the bug: a tenth of a second without a turn for anybody
  return sum
})

const mended = asyncBlock({ name: 'checksum, in turns' }, function* () {
  let sum = 0
  for (let page = 0; page < 20; page++) {
    sum += checksumOf(page)
    yield* wait(yieldNow())
  }
  return sum
})

for (const checksum of [blocking, mended]) {
  const lints = lint({ slowPoll: 10, clock: () => now, onFinding: () => {} })
  const runtime = new Runtime({ observer: lints })
  console.log(runtime.blockOn(runtime.spawn(checksum)))
  if (lints.findings.length > 0) console.log(lints.report())
}

// To block on purpose, by running an executor inside a poll, is refused at once.
try {
  blockOn(lazy(() => blockOn(sleep(5))))
} catch (error) {
  if (error instanceof NestedBlockOnError) console.log(String(error))
}
//=> 943
//=> warning[slow-poll]: task 1 (checksum, in one go) took 100 ms for one poll, more than 10 ms, in which nobody else had a turn
//=>   = help: split the work with yieldNow(), or move it to a thread with spawnBlocking
//=> 943
//=> NestedBlockOnError: blockOn was called while the runtime "blockOn" was running; a poll must not block: spawn the future and poll its JoinHandle, or poll the future itself
