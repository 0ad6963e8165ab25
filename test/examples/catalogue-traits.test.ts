import { describe, expect, it } from 'vitest'
import { runExample } from '../support/run-example.ts'

/** What a row prints, which must end well and complain of nothing. */
function linesOf(id: string): string[] {
  const { lines, errors, status } = runExample(id)
  expect({ errors, status }).toEqual({ errors: [], status: 0 })
  return lines
}

describe('the rows of document 1 on traits', () => {
  it('1.3: bar − foo is 72 bytes, and both are two words in a box', () => {
    const lines = linesOf('1.3')
    // How large a timer is is its own affair; what the array adds to it is not.
    const foo = Number(/^foo, .* state, (\d+) at most$/.exec(lines[0]!)![1])
    expect(lines).toEqual([
      `foo, not polled yet: 8 bytes of state, ${foo} at most`,
      `bar, not polled yet: 8 bytes of state, ${foo + 72} at most`,
      'bar − foo: 72',
      `between a u64 before foo and one behind it: ${foo + 8}`,
      'boxed, foo: 16 bar: 16',
      'bar, suspended in Sleeping holds: state: tag, a: [u8; 72], nap: Sleep',
      'foo: done',
      'bar: done, a[0] is 10',
    ])
  })

  it('1.4: data and vtable', () => {
    expect(linesOf('1.4')).toEqual([
      'foo = data → Foo, vtable of Foo { drop: function, size: 8, align: 8, poll: function }',
      'bar = data → Bar, vtable of Bar { drop: function, size: 200, align: 1, poll: function }',
      'both pointers take: 16 16',
      'one vtable for each type: two Foos true a Foo and a Bar false',
      '-- through the table, by hand',
      'poll(data): 1',
      '  a Foo is dropped',
      '-- as a future',
      'foo: 42 bar: 200',
      'other is dropped unpolled:',
      '  a Foo is dropped',
      '-- thin and fat',
      'Pin<Box<Foo>>: 8 Pin<Box<dyn Future>>: 16',
    ])
  })

  it('1.5: each future in a box that says Send', () => {
    expect(linesOf('1.5')).toEqual([
      'native:  88 bytes → 72',
      'by hand: 16 bytes → 72',
      'asyncTrait: 16 bytes → 72',
      '-- with an Rc in the future',
      'asyncTrait:',
      '  NotSendableError: asyncTrait: the future of Counted.read() must be sendable: CountedRead.reads is of type Rc, which is not sendable; release it before the suspension, make it sendable, or opt out with asyncTrait(impl, { send: false })',
      'asyncTrait with { send: false }: 72',
    ])
  })

  it('1.6: a handle needs boxed futures', () => {
    expect(linesOf('1.6')).toEqual([
      'the futures take 24 and 816 bytes',
      'impl AsyncRead: 44 836',
      'dyn AsyncRead:',
      '  NotDynCompatibleError: Small is not dyn compatible: a handle needs a table of methods whose results are all of one size, and what read() gives is another type, of another size, in each implementation; put its futures behind pointers first: dynTrait(asyncTrait(impl)), or dynStar(impl), or variant(impl, { send: true })',
      'dyn AsyncRead, each future in a box: 44 836',
      'its futures take 16 and 16 bytes',
      'dyn AsyncRead, each future a dyn*: 44 836',
    ])
  })

  it('1.13: the table is what the experiments gave', () => {
    expect(linesOf('1.13')).toEqual([
      '                          async-trait     native async fn impl Future',
      'boxes made by 3 calls     3               0               0',
      'dyn compatible            yes             no              no',
      'may borrow self           yes             yes             no',
      "may be 'static            yes             no              yes",
      'may demand Send           yes             no              yes',
      'two calls at once         yes             no              yes',
      'without unstable features yes             yes             yes',
    ])
  })

  it('1.14: two traits of one declaration', () => {
    expect(linesOf('1.14')).toEqual([
      'LocalHttpService, spawn_local: </a> </b>',
      'HttpService, spawn: </c>',
      'LocalHttpService, spawn:',
      "  NotSendableError: spawn: Opaque cannot be spawned: Opaque is of type Opaque, which is not sendable; it is the future of a trait's method, and opaque: declare on the trait that it is Send, with returnsSendable(impl, method) or variant(impl, { send: true }), or use spawnLocal, which does not ask",
      'HttpService for an implementation with an Rc:',
      '  NotSendableError: variant, send: true: the future of CountingClient.fetch() must be sendable: CountedFetch.count is of type Rc, which is not sendable, held across the suspension Start; release it before the suspension, make it sendable, or use the variant without the bound: variant(impl, { send: false })',
    ])
  })

  it('1.15: a handle over a native trait', () => {
    expect(linesOf('1.15')).toEqual([
      'native, without a box: true 7',
      'through the handle, in a box: true',
      '- 1',
      '- 2',
      '- 3',
      'items: 3',
      'through the handle, in a box: true',
      '- 2',
      '- 1',
      'items: 2',
      'without dynosaur:',
      '  NotDynCompatibleError: List is not dyn compatible: a handle needs a table of methods whose results are all of one size, and what next() gives is another type, of another size, in each implementation; put its futures behind pointers first: dynTrait(asyncTrait(impl)), or dynStar(impl), or variant(impl, { send: true })',
    ])
  })
})

describe('the rows of documents 2 and 3', () => {
  it('2.1: five forms, one result', () => {
    expect(linesOf('2.1')).toEqual([
      'sugar            AsyncBlock  row 1 of hosts',
      'desugared        Opaque      row 1 of hosts',
      'associated type  FetchData   row 1 of hosts',
      'boxed            Boxed       16 bytes, whatever is inside  row 1 of hosts',
      'manual poll      PollFn      row 1 of hosts',
      'the associated type is FetchData and its output a string',
    ])
  })

  it('2.2: both forms print the same', () => {
    expect(linesOf('2.2')).toEqual([
      'poll_next:  10 9 8 7 6 5 4 3 2 1',
      'async next: 10 9 8 7 6 5 4 3 2 1',
      'the same: true',
      '-- two items at once',
      'async next, while the first is awaited:',
      '  BorrowError: the closure was called while the future of its last call is under way, which has what it captured to itself: wait for that one, or dispose it; or use asyncFn, if calls may overlap',
      'the first still comes: 10',
    ])
  })

  it('2.3: generic fails, concrete works, bounded works', () => {
    expect(linesOf('2.3')).toEqual([
      '-- spawn_print_all, generic',
      'spawn_print_all(Countdown):',
      "  JoinError: task 1 (PrintAll) failed: NotSendableError: task 1 (PrintAll) came to hold a value that is not sendable: PrintAll.next is of type Opaque, which is not sendable, held across the suspension Next; it is the future of a trait's method, and opaque: declare on the trait that it is Send, with returnsSendable(impl, method) or variant(impl, { send: true }), or use spawnLocal, which does not ask",
      '-- do_something, concrete',
      '10 9 8 7 6 5 4 3 2 1',
      'items: 10',
      '-- SpawnAsyncIterator, generic with the bound',
      '10 9 8 7 6 5 4 3 2 1',
      'items: 10',
      'SpawnAsyncIterator for one that holds an Rc:',
      '  JoinError: task 4 (PrintAll) failed: NotSendableError: task 4 (PrintAll) came to hold a value that is not sendable: PrintAll.next.calls is of type Rc, which is not sendable, held across the suspension Next; release it before the suspension or make it sendable, or use spawnLocal, which does not ask',
    ])
  })

  it('3.1: static dispatch', () => {
    expect(linesOf('3.1')).toEqual([
      'The number is 42',
      'the associated type of I32: SecretGetNumberForI32Future',
      'its size: 8 bytes: this: &I32',
    ])
  })

  it('3.2: data inline or in a box, released once', () => {
    expect(linesOf('3.2')).toEqual([
      'inline: data is I32 vtable { type: SecretGetNumberForI32, size: 8, align: 8 }',
      'dropped, twice: released 1 time',
      'finished, then dropped: released 1 time',
      'The number is 42',
      'through Arc<dyn AsyncTrait>: released 1 time',
      'boxed: data is SecretGetNumberForSlow vtable { type: SecretGetNumberForSlow, size: 3, align: 1 }',
      'dropped, twice: released 1 time',
      'finished, then dropped: released 1 time',
      'The number is 43',
      'through Arc<dyn AsyncTrait>: released 1 time',
      '-- a box that is used again',
      'The number is 43',
      'The number is 43 by the same dyn*: true',
    ])
  })

  it('3.3: use after drop is found', () => {
    expect(linesOf('3.3')).toEqual([
      '-- a reference to a temporary',
      '  the future is dropped',
      'use after drop:',
      '  PolledAfterCompletionError: DynStar was polled after it was disposed; what a dyn* points to is dropped with it: give the dyn* itself away, by value, not a reference to one that ends here',
      '-- by value',
      'The number is 42',
      '-- other ways to use it after its drop',
      '  the future is dropped',
      'polled after its drop:',
      '  PolledAfterCompletionError: DynStar was polled after it was disposed; what a dyn* points to is dropped with it: give the dyn* itself away, by value, not a reference to one that ends here',
      'polled after its end:',
      '  PolledAfterCompletionError: DynStar was polled after it finished; a future gives its output once: forget it then, or wrap it in fuse(…), which answers Pending for ever',
    ])
  })
})

describe('the rows of document 4 on traits and async closures', () => {
  it('4.6: closures by the rule of their calls', () => {
    expect(linesOf('4.6')).toEqual([
      '-- AsyncFnMut: it captures &mut vec',
      'vec: one, two',
      'two overlapping calls:',
      '  BorrowError: push was called while the future of its last call is under way, which has what it captured to itself: wait for that one, or dispose it; or use asyncFn, if calls may overlap',
      'after the first was dropped: one, two, five',
      '-- higher-ranked: for_each_city',
      'visited: New York, London, Tokyo',
      '-- AsyncFn: calls may overlap',
      'hello, hello | hello, world',
      '-- AsyncFnOnce: it moves out of what it captured',
      'moved out | left: 0',
      'called twice:',
      '  BorrowError: callback was called twice, and its first call took what it captured: make a new one for each call, or use asyncFnMut or asyncFn',
      '-- a wider closure where a narrower one is wanted',
      'AsyncFn as AsyncFnOnce: hello, Ada',
      'AsyncFnMut as AsyncFn:',
      '  TypeError: asyncFn: push is an asyncFnMut, which may not be called again before the future of its last call is over; ask for an asyncFnMut, or make a wider one',
    ])
  })

  it('4.9: 42, once the bound is declared', () => {
    expect(linesOf('4.9')).toEqual([
      'async fn, nothing said:',
      "  NotSendableError: spawn: Opaque cannot be spawned: Opaque is of type Opaque, which is not sendable; it is the future of a trait's method, and opaque: declare on the trait that it is Send, with returnsSendable(impl, method) or variant(impl, { send: true }), or use spawnLocal, which does not ask",
      'impl Future + Send: 42',
      'Pin<Box<dyn Future + Send>>: 42',
      '#[async_trait]: 42',
      'async fn, on this thread: 42',
    ])
  })

  it('4.10: the loop runs once check(..) is Send', () => {
    expect(linesOf('4.10')).toEqual([
      '-- generic',
      'start_health_check:',
      "  JoinError: task 1 (HealthLoop) failed: NotSendableError: task 1 (HealthLoop) came to hold a value that is not sendable: HealthLoop.awaited is of type Opaque, which is not sendable, held across the suspension Checking; it is the future of a trait's method, and opaque: declare on the trait that it is Send, with returnsSendable(impl, method) or variant(impl, { send: true }), or use spawnLocal, which does not ask",
      '-- with H::check(..): Send',
      '  after 0 s: alpha is healthy',
      '  after 1 s: alpha is healthy',
      '  after 2 s: alpha is healthy',
      '  after 3 s: alpha is down',
    ])
  })

  it('4.20: the lint warns of the buffer, not of the reference', () => {
    expect(linesOf('4.20')).toEqual([
      '[0; 4096]: [u8; 4096], 4096 bytes',
      'vec![0; 4096]: &Object, 8 bytes',
      'difference: 4088',
      '-- what the lint says',
      'warning[large-future]: task 1 (ServeWithArray) holds 4098 bytes across its suspension Reading, 4096 of them in buf: [u8; 4096], more than 2048',
      '  keep what is large behind a reference (an object that holds the buffer; in Rust a Vec or a Box), or put the future in a box with boxed(future)',
      'tasks that it warns of: 1 of 3',
      '-- asked of a future',
      'with the array: true with the vec: false',
      'with a limit of 8192: false',
    ])
  })

  it('4.22: a bound on one method', () => {
    expect(linesOf('4.22')).toEqual([
      'spawn_call without the bound:',
      "  NotSendableError: spawn: Opaque cannot be spawned: Opaque is of type Opaque, which is not sendable; it is the future of a trait's method, and opaque: declare on the trait that it is Send, with returnsSendable(impl, method) or variant(impl, { send: true }), or use spawnLocal, which does not ask",
      'spawn_call with call(..): Send: pong',
      'spawn_call of a service that holds an Rc:',
      '  NotSendableError: spawn: Call cannot be spawned: Call.held is of type Rc, which is not sendable; release it before the suspension or make it sendable, or use spawnLocal, which does not ask',
      '-- one method, and not the others',
      'call(..): Send: true | close(..): Send: false',
      'with close(..): Send as well: true',
    ])
  })

  it('4.23: called once', () => {
    expect(linesOf('4.23')).toEqual([
      'made: calls 0',
      '  polled in Start',
      '  polled in Waiting',
      'output: called | calls 1',
      'given to a second async_callback:',
      '  BorrowError: callback was called twice, and its first call took what it captured: make a new one for each call, or use asyncFnMut or asyncFn',
      'calls 1',
      '-- what is no async function',
      'a function that gives no future:',
      '  TypeError: asyncFnOnce, what the closure gave: expected a future, an object with a poll method, and got string',
      'no function:',
      '  TypeError: asyncFnOnce: expected a function that gives a future, and got object',
    ])
  })
})
