import { describe, expect, it } from 'vitest'
import { runExample } from '../support/run-example.ts'

/** What a row prints, which must end well and complain of nothing. */
function linesOf(id: string): string[] {
  const { lines, errors, status } = runExample(id)
  expect({ errors, status }).toEqual({ errors: [], status: 0 })
  return lines
}

describe('the rows on futures themselves', () => {
  it('1.2: the buffer is state while it sleeps; reads 0; one read at a time', () => {
    expect(linesOf('1.2')).toEqual([
      'made: Start, bytes of a held: 0',
      'polled once: Sleeping, bytes of a held: 72',
      'a second read() while the first borrows the reader:',
      '  BorrowError: Unit: read() was called while the future of the last read() is out; poll it to its end, or dispose it',
      'read returns: 0 · ms of virtual time: 1000',
      'finished: Done, bytes of a held: 0',
      'a dropped read gives the reader back: true',
    ])
  })

  it('4.1: pending, woken, ready; the latest waker; an answer is no value', () => {
    expect(linesOf('4.1')).toEqual([
      'Pending · wakes: 0',
      'Pending · wakes: 0',
      'Ready(ding) · wakes: 1',
      'polled after completion:',
      '  PolledAfterCompletionError: Hears was polled after it finished; a future gives its output once: forget it ' +
        'then, or wrap it in fuse(…), which answers Pending for ever',
      'of two polls, the waker of the later one is called: 1 · the earlier one, again: 0',
      'Pending is an answer and never a value:',
      '  TypeError: Ready: Pending is an answer of poll, never a value; wrap it if it must travel, for example { poll: value }',
      'so is the end of a stream:',
      '  TypeError: Ready: Done is an answer of poll, never a value; wrap it if it must travel, for example { poll: value }',
    ])
  })

  it('4.2: the service’s named future processes when it is polled, once', () => {
    expect(linesOf('4.2')).toEqual([
      'called, and nothing is processed yet',
      'process url:/user/mazhen',
      'Response code: 200',
      '-- dropped instead of polled, it processes nothing',
      '-- a call is one request',
      'the same future again:',
      '  PolledAfterCompletionError: ResponseFuture was polled after it finished; a future gives its output once: ' +
        'forget it then, or wrap it in fuse(…), which answers Pending for ever',
    ])
  })

  it('4.3: captures borrowed and owned, an early return, a question mark; and the sugar of each', () => {
    expect(linesOf('4.3')).toEqual([
      '-- async {}: borrowed',
      'length: 3 · still ours: ada',
      '  dropped: ada',
      'E0505, moved out while borrowed:',
      '  BorrowError: Rc was used after it was disposed; clone it first, and dispose the clone when that one is done with',
      '-- async move {}: owned',
      '  dropped: grace',
      'length: 5',
      'E0382, used after it has moved:',
      '  BorrowError: Rc was used after it was disposed; clone it first, and dispose the clone when that one is done with',
      'dropped before its first poll:',
      '  dropped: joan',
      '  dropped: mary',
      'the sugar, with what it owns: 4',
      '-- return',
      'cold: 6 · warm: 38',
      'the sugar: 5',
      '-- ?',
      'Ok: {"ok":true,"value":4} · Err: {"ok":false,"error":"no setting"}',
      'the sugar: {"ok":false,"error":"no setting"}',
    ])
  })

  it('4.7: a game loop moves units tick by tick, and each future resolves on arrival', () => {
    expect(linesOf('4.7')).toEqual([
      'task 1 (Patrol of scout): Out, waits on scout at 10',
      '  UnitGoto: waiting, waits on scout at 10',
      'task 2 (Patrol of cart): Out, waits on cart at 6',
      '  UnitGoto: waiting, waits on cart at 6',
      'task 3 (Patrol of ox): Out, waits on ox at 100',
      '  UnitGoto: waiting, waits on ox at 100',
      'tick 2: scout is at 10, and turns back',
      'tick 3: cart is at 6, and turns back',
      'tick 4: scout is home',
      'tick 6: cart is home',
      'ticks: 6 · polls of the scout: 3 · of the cart: 3',
      'the ox was called off after 3 ticks, and stands at: 3',
      '-- the form above, on an executor that polls only who was woken',
      'nobody keeps the waker:',
      '  DeadlockError: nothing can wake the one task that is left: no timer is set and no other thread holds a waker',
      '  the main future (EveryFrame): waits on nothing that pollux knows of (a lost wakeup, if it returned Pending ' +
        'without keeping its waker)',
      'a future that returns Pending must see to it that the waker of that poll is called; a waker called from ' +
        'outside the runtime needs remoteWaker(…), so that it counts',
      'where it stopped: 1',
    ])
  })

  it('4.8: the state after each poll, 7 at the end; as printed, the lost wakeup is diagnosed', () => {
    expect(linesOf('4.8')).toEqual([
      '-- as printed',
      'before: Start, x = 1, wakes 0',
      'poll 1, Pending: Awaiting1, x = 2, wakes 0',
      'on an executor:',
      '  DeadlockError: nothing can wake the one task that is left: no timer is set and no other thread holds a waker',
      '  the main future (FooFuture): in the state Awaiting1, waits on nothing that pollux knows of (a lost wakeup, if it returned ' +
        'Pending without keeping its waker)',
      'a future that returns Pending must see to it that the waker of that poll is called; a waker called from ' +
        'outside the runtime needs remoteWaker(…), so that it counts',
      'the state in which it is stuck: Awaiting1',
      'in a task, seen by a lint:',
      '  error[lost-wakeup]: task 1 (FooFuture) answered Pending without looking at cx.waker, so nothing can wake it',
      '    = help: before it answers Pending, a poll stores cx.waker where whoever makes progress finds it and calls ' +
        'it; a future that is never to be ready is pending()',
      '-- as printed, under an executor that polls unasked: it seems to work',
      'before: Start, x = 1, wakes 0',
      'poll 1, Pending: Awaiting1, x = 2, wakes 0',
      'poll 2, Pending: Awaiting1, x = 2, wakes 1',
      'poll 3, Pending: Awaiting2, x = 4, wakes 2',
      'poll 4, Ready(7): Done, x = 4, wakes 2',
      '-- mended',
      'before: Start, x = 1, wakes 0',
      'poll 1, Pending: Awaiting1, x = 2, wakes 1',
      'poll 2, Pending: Awaiting2, x = 4, wakes 2',
      'poll 3, Ready(7): Done, x = 4, wakes 2',
      'on an executor: 7',
      'polled after completion:',
      '  PolledAfterCompletionError: FooFuture was polled after it finished; a future gives its output once: forget ' +
        'it then, or wrap it in fuse(…), which answers Pending for ever',
    ])
  })

  it('4.11: a reference to a Cell across a suspension is refused, an atomic is not', () => {
    expect(linesOf('4.11')).toEqual([
      'spawn(f(&context)):',
      '  NotSendableError: spawn: F cannot be spawned: F.context.counter is of type Cell, which is not sendable, ' +
        'held across the suspension Start; release it before the suspension or make it sendable, or use spawnLocal, ' +
        'which does not ask',
      'task_main, before its first poll, is sendable: true',
      'spawn(task_main()), at its first suspension:',
      '  JoinError: task 1 (TaskMain) failed: NotSendableError: task 1 (TaskMain) came to hold a value that is not ' +
        'sendable: TaskMain.context.counter is of type Cell, which is not sendable, held across the suspension ' +
        'AwaitingF; release it before the suspension or make it sendable, or use spawnLocal, which does not ask',
      '-- what works',
      'spawn_local, which does not ask: 1',
      'block_on, which moves nothing: 1',
      'spawn, with an atomic: 1',
    ])
  })

  it('4.12: an Rc across a suspension is refused with its field and its state; dropped first, it works', () => {
    expect(linesOf('4.12')).toEqual([
      'spawn, at its first suspension:',
      '  JoinError: task 1 (NotSendFuture) failed: NotSendableError: task 1 (NotSendFuture) came to hold a value ' +
        'that is not sendable: NotSendFuture.state.rc is of type Rc, which is not sendable, held across the suspension ' +
        'Sleeping; release it before the suspension or make it sendable, or use spawnLocal, which does not ask',
      'spawn_local takes it; is it sendable while it sleeps: false',
      'and at its end: true',
      'with the Rc dropped first, spawn works',
    ])
  })

  it('4.13: works, fails, works', () => {
    expect(linesOf('4.13')).toEqual([
      'ok_future: Err(some error)',
      'returns_not_send_error:',
      '  JoinError: task 2 (ReturnsNotSendError) failed: NotSendableError: task 2 (ReturnsNotSendError) came to hold ' +
        'a value that is not sendable: Failing.state.err is of type DynError, which is not sendable, held across the ' +
        'suspension Sleeping; release it before the suspension or make it sendable, or use spawnLocal, which does not ' +
        'ask',
      'fixed_future: Err(some error)',
    ])
  })

  it('4.14: the scrutinee is alive across the suspension, whichever arm', () => {
    expect(linesOf('4.14')).toEqual([
      'spawn(unfortunate()):',
      '  JoinError: task 1 (Unfortunate) failed: NotSendableError: task 1 (Unfortunate) came to hold a value that is ' +
        'not sendable: Unfortunate.state.scrutinee is of type GenericResult, which is not sendable, held across the ' +
        'suspension UsingOutput; release it before the suspension or make it sendable, or use spawnLocal, which does ' +
        'not ask',
      'with an error type that is Send: used: 22',
      'on one thread, as it stands: used: 20',
      'the arm that does not suspend, spawned: reported: no such thing',
    ])
  })

  it('4.15: what is pinned does not move, and is polled again through its pin', () => {
    expect(linesOf('4.15')).toEqual([
      '-- pin!',
      'as_mut().poll: Pending',
      'moved into a task:',
      "  BorrowError: spawn: the AddOne was given to pin(…), and does not move any more; lend it with the pin's " +
        'asMut(), or hand over the pin itself',
      'moved into a join:',
      "  BorrowError: join: the AddOne was given to pin(…), and does not move any more; lend it with the pin's " +
        'asMut(), or hand over the pin itself',
      'pinned a second time:',
      "  BorrowError: pin: the AddOne was given to pin(…), and does not move any more; lend it with the pin's " +
        'asMut(), or hand over the pin itself',
      'a loan that a later one has ended:',
      '  BorrowError: a loan of Pinned was polled after asMut() had been called again, which ended it; use one loan at a time',
      'polled again, through the pinned reference: Ready(43)',
      'and once more:',
      '  PolledAfterCompletionError: Pinned was polled after it finished; a future gives its output once: forget it ' +
        'then, or wrap it in fuse(…), which answers Pending for ever',
      '-- (&mut fut).await: a loan that is dropped leaves the future',
      'then: 43',
      '-- Box::pin: the pin moves',
      'spawned: 43',
      'two in a join: 2,3',
      '-- Box::into_pin',
      'the box cannot be moved any more:',
      "  BorrowError: spawnLocal: the Boxed was given to pin(…), and does not move any more; lend it with the pin's " +
        'asMut(), or hand over the pin itself',
      'the pin can: 43',
      '-- Unpin: never pinned, so it may move between two polls',
      'polled here: Pending',
      'and in a task: 43',
    ])
  })

  it('4.16: ten lines of executor, woken by another thread', () => {
    expect(linesOf('4.16')).toEqual([
      'fib(20), from another thread: 6765 · polls: 2',
      'fib(25): 75025 · polls: 2',
      'a wake that comes before the park is not lost',
      '-- a future that nobody wakes',
      'ten lines would sleep for ever; did the park end within 20 ms: false',
      'the whole blockOn knows that nobody can wake it:',
      '  DeadlockError: nothing can wake the one task that is left: no timer is set and no other thread holds a waker',
      '  the main future (Lost): waits on nothing that pollux knows of (a lost wakeup, if it returned Pending ' +
        'without keeping its waker)',
      'a future that returns Pending must see to it that the waker of that poll is called; a waker called from ' +
        'outside the runtime needs remoteWaker(…), so that it counts',
      'and no executor may block inside a poll:',
      '  NestedBlockOnError: blockOn was called while the runtime "blockOn" was running; a poll must not block: ' +
        'spawn the future and poll its JoinHandle, or poll the future itself',
    ])
  })

  it('4.17: breaks on the even value, and the operation survives each lost race', () => {
    expect(linesOf('4.17')).toEqual([
      '-- odd, odd, even',
      '  received 1',
      '  received 3',
      '  received 4',
      'broke on an even value',
      'it goes on, after each lost race: the operation, which has finished',
      '-- nothing is sent',
      'broke on the operation, which has finished',
      '-- the channel ends, and the operation is waited for alone',
      '  received 1',
      '  received 3',
      'broke on the operation, which has finished',
      '-- not pinned: the first lost race drops it',
      '  the operation is dropped, unfinished',
      'received 1',
      'the next round:',
      '  PolledAfterCompletionError: Action was polled after it was disposed; a future gives its output once: forget ' +
        'it then, or wrap it in fuse(…), which answers Pending for ever',
      '-- pinned, and moved all the same',
      'given to select itself:',
      "  BorrowError: select: the Action was given to pin(…), and does not move any more; lend it with the pin's " +
        'asMut(), or hand over the pin itself',
      '  the operation is dropped, unfinished',
    ])
  })

  it('4.18: a thread computes, shared memory carries the value, a waker wakes', () => {
    expect(linesOf('4.18')).toEqual([
      'Computing · meanwhile this thread goes on',
      'fib(25), from a thread: 75025 · Done',
      'polled again:',
      '  PolledAfterCompletionError: SpawnBlocking was polled after it finished; a future gives its output once: ' +
        'forget it then, or wrap it in fuse(…), which answers Pending for ever',
      'one that was dropped is waited for by nobody, so this cannot go on:',
      '  DeadlockError: nothing can wake the one task that is left: no timer is set and no other thread holds a waker',
      '  the main future (PendingFuture): waits on nothing: pending() never completes',
      'a future that returns Pending must see to it that the waker of that poll is called; a waker called from ' +
        'outside the runtime needs remoteWaker(…), so that it counts',
      '-- the library’s own, on a pool of threads',
      'fib(25): 75025',
      'F: Send, an argument that may not go over:',
      '  NotSendableError: spawnBlocking: an argument of <anonymous> cannot go to a worker: arguments[0] is of type ' +
        'Rc, which is not sendable; give plain data, or hand it over with transfer(value, list)',
      "F: 'static, a closure that captures:",
      '  JoinError: task 2 (spawnBlocking(<anonymous>)) failed: BlockingLoadError: spawnBlocking: the function ' +
        '<anonymous> is sent as text, so n, which it uses, is not there in the worker; pass it as an argument, or put ' +
        'it into a module of its own: spawnBlocking({ module: new URL(…, import.meta.url), export: … }, …)',
      'a panic on the thread:',
      '  JoinError: task 3 (spawnBlocking(<anonymous>)) failed: RangeError: no such number',
    ])
  })

  it('4.19: ready! is a comparison; what is polled twice is kept', () => {
    expect(linesOf('4.19')).toEqual([
      'do_poll, with ready(42): Ready(used 42)',
      'kept in a field: Pending, Ready(used 42)',
      'made anew in each poll: Pending, Pending, Pending, Pending',
      '  warning[busy-poll]: task 1 (MadeAnew) woke itself in 64 of its last 64 polls, and waits for the same still: ' +
        'it asks instead of being told (2 times)',
      '    = help: store cx.waker and call it when there is progress; a long computation that lets others have a ' +
        'turn waits for yieldNow()',
      'Pending, taken for the number and handed on:',
      '  TypeError: map: Pending is an answer of poll, never a value; wrap it if it must travel, for example { poll: value }',
    ])
  })
})
