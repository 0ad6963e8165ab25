/**
 * # A lock held across a suspension
 *
 * The lock is meant for that: what must stay together although it waits. But what the holder waits for must never want the lock
 * itself. Here a payment keeps the account while it waits for the audit, and the audit waits for the account.
 */
import { asyncBlock, blockOn, Mutex, spawn, wait } from '../../src/index.ts'

type Account = Mutex<{ balance: number }>

const audit = (account: Account) => asyncBlock({ name: 'audit' }, function* () {
  using guard = yield* wait(account.lock())
  return `audited: ${guard.value.balance}`
})

const payment = (account: Account) => asyncBlock({ name: 'payment' }, function* () {
  using guard = yield* wait(account.lock())
  guard.value.balance -= 30
  return yield* wait(spawn(audit(account))) // the bug: the guard lives to the end of the block
})

const mended = (account: Account) => asyncBlock({ name: 'payment' }, function* () {
  {
    using guard = yield* wait(account.lock())
    guard.value.balance -= 30
  } // unlocked here
  return yield* wait(spawn(audit(account)))
})

for (const pay of [payment, mended]) {
  try {
    console.log(blockOn(pay(new Mutex({ balance: 100 }, { name: 'account' }))))
  } catch (error) {
    console.log(String(error))
  }
}
//=> DeadlockError: nothing can wake any of the 2 tasks that are left: no timer is set and no other thread holds a waker
//=>   the main future (payment): waits on task 1 (audit)
//=>   task 1 (audit): waits on Mutex account held, next in the queue
//=> a future that returns Pending must see to it that the waker of that poll is called; a waker called from outside the runtime needs remoteWaker(…), so that it counts
//=> audited: 70
