import { describe, expect, it } from 'vitest'
import { runExample } from '../support/run-example.ts'

/** What a row prints, which must end well and complain of nothing. */
function linesOf(id: string): string[] {
  const { lines, errors, status } = runExample(id)
  expect({ errors, status }).toEqual({ errors: [], status: 0 })
  return lines
}

const OPAQUE =
  '  NotSendableError: spawn: Opaque cannot be spawned: Opaque is of type Opaque, which is not sendable; it is the future of a trait\'s method, and opaque: ' +
  'declare on the trait that it is Send, with returnsSendable(impl, method) or variant(impl, { send: true }), or use spawnLocal, which does not ask'

const NOT_READY =
  '  NotReadyError: ConcurrencyLimit: call() came without a pollReady that was ready before it; each call needs one of its own, on the same instance ' +
  '(a clone starts without): poll pollReady first, or use oneshotCall(service, request), which does'

const polledAgain = (name: string) =>
  `  PolledAfterCompletionError: ${name} was polled after it finished; a future gives its output once: forget it then, or wrap it in fuse(…), which answers Pending for ever`

const holdsRc = (future: string, path: string) =>
  `  NotSendableError: spawn: ${future} cannot be spawned: ${future}.${path} is of type Rc, which is not sendable, held across the suspension Start; ` +
  'release it before the suspension or make it sendable, or use spawnLocal, which does not ask'

describe('the rows of document 1 about services', () => {
  it('1.7: Service, implemented by hand, in a box, opaque', () => {
    expect(linesOf('1.7')).toEqual([
      'ByHand: the future is a ShoutFuture, 24 bytes, 24 at most; sendable: true',
      '  answers HELLO',
      'InABox: the future is a Boxed, 16 bytes, 16 at most; sendable: true',
      '  answers HELLO',
      'WithoutAName: the future is a Opaque, 24 bytes, 24 at most; sendable: false',
      '  answers HELLO',
      '-- what the contract forbids',
      'an opaque future, spawned:',
      OPAQUE,
      'a call that was not announced by pollReady:',
      NOT_READY,
      'a response polled again:',
      polledAgain('ShoutFuture'),
    ])
  })

  it('1.8: LogRequest, and what its future is called and takes', () => {
    expect(linesOf('1.8')).toEqual([
      '-- async fn call',
      '  LogRequestCall, 32 bytes',
      '  request: GET /',
      '  answer: ()',
      '  dropped unpolled, it has shown nothing',
      "-- tower's call, and the library's",
      '  request: GET /',
      '  ReadyFuture, 32 bytes',
      '  answer: ()',
      '  request: GET /unpolled',
      '  dropped unpolled, it was shown all the same',
      '  request: GET /again',
      '  through oneshotCall: ()',
      '-- what is wrong',
      'the answer asked for twice:',
      polledAgain('LogRequestCall'),
      'around what is no service:',
      '  TypeError: LogRequest: expected a service, an object with the methods pollReady and call, and got a function; wrap it in serviceFn(…)',
      '  request: GET /',
      'readiness is that of the service inside, and so is the refusal:',
      NOT_READY,
    ])
  })

  it('1.9: Either, on both sides', () => {
    expect(linesOf('1.9')).toEqual([
      '-- by hand',
      'Left: page, from the cache',
      'Right: page, computed',
      "-- the library's",
      'EitherResponseFuture left, of a ReadyFuture: page, from the cache',
      'EitherResponseFuture right, of a Lazy: page, computed',
      '-- as a layer: the same stack, with a log or without',
      '  request: page',
      'logged: page, from the cache',
      'bare: page, from the cache',
      '-- what is wrong',
      'a response polled again:',
      polledAgain('EitherResponseFuture'),
      'a response outlives its service: page',
      'but a service is called no more once it is disposed:',
      '  BorrowError: Either was used after it was disposed; make another, or dispose it when its last request has been called',
    ])
  })

  it('1.10: Service<i32> for i32: borrowing, owning, in tasks', () => {
    expect(linesOf('1.10')).toEqual([
      '-- borrowing',
      'two calls at once:',
      '  BorrowError: BorrowingI32: call() while the future of the last call() still borrows it (E0499); poll that to its output or dispose it first, ' +
        'or let call() copy what its future needs',
      'one after the other: Ok(1990) Ok(1999)',
      'a future that is dropped gives the loan back: Ok(2024)',
      '-- owning',
      'Got responses: 1990, 1999',
      '-- owning, in tasks',
      'Got responses: Ok(1990), Ok(1999)',
    ])
  })

  it('1.11: the same with an Rc: refused by spawn, not by spawnLocal', () => {
    expect(linesOf('1.11')).toEqual([
      'spawn:',
      holdsRc('CallWithRc', 'state.somethingNotSend'),
      'the future was left with its caller: Ok(1990)',
      'spawnLocal: Ok(1990), Ok(1999)',
      'a task that makes the call itself: Ok(1990)',
    ])
  })

  it('1.12: generic over the service: refused until the bound is declared', () => {
    expect(linesOf('1.12')).toEqual([
      'what is known of the future: sendable false - of the response: sendable true',
      'generic:',
      OPAQUE,
      'with the bound declared on the trait: Ok(1990), Ok(1999)',
      'which an implementation with an Rc does not meet:',
      holdsRc('Call', 'state.held'),
      'nothing else is wrong with that one: Ok(1990)',
    ])
  })
})
