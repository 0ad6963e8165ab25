// Buffer and oneshotCall: contract 45; who is told, who is dropped: contract 4–6, 28, 30.
import { describe, expect, it } from 'vitest'
import {
  blockOn, BorrowError, catchUnwind, ClosedError, drop, flatten, isSendable, joinAll, map, NoRuntimeError, NotSendableError, Pending, PolledAfterCompletionError, Rc, ready, Runtime, spawn, spawnLocal, yieldNow, lazy, join, JoinError, type Result,
} from '../../src/index.ts'
import { Buffer, bufferLayer, ConcurrencyLimit, oneshotCall, RateLimit, ServiceBuilder, serviceFn } from '../../src/service/index.ts'
import { mockTask, traceLog } from '../../src/testing/index.ts'
import { Probe } from '../support/probe.ts'
import { ProbeService, unclonable } from '../support/probe-service.ts'
import { ask, ServiceCaller } from '../support/service-caller.ts'
import { thrownBy } from '../support/thrown.ts'

/** A runtime, entered, with a buffer around a probe; the worker has had its first turn. */
function stand(bound: number, run: (buffer: Buffer<ProbeService>, inner: ProbeService, runtime: Runtime) => void): void {
  using runtime = new Runtime()
  using _ = runtime.enter()
  const inner = unclonable()
  using buffer = new Buffer(inner, bound)
  runtime.runUntilStalled()
  run(buffer, inner, runtime)
}

const sent = (buffer: Buffer<ProbeService>, request: unknown) => (ask(buffer), mockTask(buffer.call(request)))

describe('Buffer', () => {
  it('45: hands requests to the one worker, in order, and its callers poll the responses', () => stand(3, (buffer, inner, runtime) => {
    const tasks = ['a', 'b', 'c'].map(request => sent(buffer, request))
    expect([ask(buffer), inner.requests]).toEqual(['pending', []])
    expect(tasks.map(task => task.poll())).toEqual([Pending, Pending, Pending])
    runtime.runUntilStalled()
    expect([inner.requests, tasks.map(task => task.wakeCount), inner.responses.map(one => one.polls)]).toEqual([['a', 'b', 'c'], [1, 1, 1], [0, 0, 0]])
    for (const task of tasks) task.poll()
    inner.responses[1]!.complete('B')
    expect([tasks[1]!.poll(), inner.responses.map(one => one.polls)]).toEqual(['B', [1, 2, 1]])
    expect((thrownBy(() => tasks[1]!.poll()) as PolledAfterCompletionError).what).toBe('BufferResponse')
  }))

  it('45: pollReady takes a place; with none left it waits, first come, first served', () => stand(1, (buffer, inner, runtime) => {
    const [first, second] = [buffer.clone(), buffer.clone()].map(one => new ServiceCaller(one))
    inner.isOpen = false
    sent(buffer, 'a')
    expect([first!.ask(), second!.ask()]).toEqual(['pending', 'pending'])
    runtime.runUntilStalled()
    expect([first!.wakes, second!.wakes, first!.ask(), second!.ask(), inner.requests]).toEqual([1, 0, 'ready', 'pending', []])
    inner.open()
    runtime.runUntilStalled()
    expect(inner.requests).toEqual(['a'])
  }))

  it('45: a request whose response is dropped in the queue never reaches the service, and is dropped', () => stand(2, (buffer, inner, runtime) => {
    const request = new Probe()
    const [dropped, kept] = [sent(buffer, request), sent(buffer, 'kept')]
    drop(dropped)
    kept.poll()
    runtime.runUntilStalled()
    expect([inner.requests, request.disposes, kept.wakeCount]).toEqual([['kept'], 1, 1])
  }))

  it('45: so with the one that the worker holds while the service is not ready', () => stand(2, (buffer, inner, runtime) => {
    inner.isOpen = false
    const held = sent(buffer, 'held')
    runtime.runUntilStalled()
    expect(inner.asked).toBe(1)
    drop(held)
    sent(buffer, 'next')
    inner.open()
    runtime.runUntilStalled()
    expect(inner.requests).toEqual(['next'])
  }))

  it('6: a response that has come and is not polled is dropped with its caller', () => stand(1, (buffer, inner, runtime) => {
    const task = sent(buffer, 'a')
    runtime.runUntilStalled()
    drop(task)
    expect(inner.responses[0]!.disposes).toBe(1)
  }))

  it('5: and one that was begun is disposed with it', () => stand(1, (buffer, inner, runtime) => {
    const task = sent(buffer, 'a')
    runtime.runUntilStalled()
    expect([task.poll(), inner.responses[0]!.polls]).toEqual([Pending, 1])
    drop(task)
    expect(inner.responses[0]!.ended).toBe('dispose')
  }))

  it('45: what pollReady throws reaches every caller: who waits in the queue, who waits for a place, who comes later', () => stand(2, (buffer, inner, runtime) => {
    const failure = new Error('connection lost')
    inner.isOpen = false
    const queued = [sent(buffer, 'a')]
    runtime.runUntilStalled()
    queued.push(sent(buffer, 'b'), sent(buffer, 'c'))
    const permitted = buffer.clone()
    const waiting = new ServiceCaller(buffer.clone())
    expect([ask(permitted), waiting.ask()]).toEqual(['pending', 'pending'])
    for (const task of queued) task.poll()
    inner.failure = { error: failure }
    inner.waker!.wake()
    runtime.runUntilStalled()
    expect(queued.map(task => task.wakeCount)).toEqual([1, 1, 1])
    expect(queued.map(task => thrownBy(() => task.poll()))).toEqual([failure, failure, failure])
    expect([waiting.wakes, thrownBy(() => waiting.ask()), thrownBy(() => ask(buffer)), thrownBy(() => ask(buffer.clone()))]).toEqual([1, failure, failure, failure])
    expect([inner.requests, inner.asked]).toEqual([[], 2])
  }))

  it('45: a call on a place taken before the failure is answered with it', () => stand(2, (buffer, inner, runtime) => {
    using late = buffer.clone()
    ask(late)
    inner.failure = { error: new Error('lost') }
    const task = sent(buffer, 'a')
    runtime.runUntilStalled()
    expect((thrownBy(() => task.poll()) as Error).message).toBe('lost')
    const second = mockTask(late.call('b'))
    runtime.runUntilStalled()
    expect([(thrownBy(() => second.poll()) as Error).message, inner.requests]).toEqual(['lost', []])
  }))

  it('45: a place taken before the failure is given back when its owner asks, so that the worker can end', () => stand(2, (buffer, inner, runtime) => {
    using idle = buffer.clone()
    ask(idle)
    inner.failure = { error: new Error('lost') }
    sent(buffer, 'a')
    runtime.runUntilStalled()
    expect(inner.disposes).toBe(0)
    expect((thrownBy(() => ask(idle)) as Error).message).toBe('lost')
    runtime.runUntilStalled()
    expect(inner.disposes).toBe(1)
  }))

  it('45: what call throws fails that request alone', () => stand(2, (buffer, inner, runtime) => {
    inner.callFailure = { error: new Error('bad request') }
    const task = sent(buffer, 'a')
    runtime.runUntilStalled()
    inner.callFailure = null
    const next = sent(buffer, 'b')
    runtime.runUntilStalled()
    expect([(thrownBy(() => task.poll()) as Error).message, next.poll(), inner.requests]).toEqual(['bad request', Pending, ['b']])
  }))

  it('45: the worker ends with the last handle, once the queue is empty, and disposes the service', () => {
    using runtime = new Runtime()
    using _ = runtime.enter()
    const inner = unclonable()
    const buffer = new Buffer(inner, 2)
    const clone = buffer.clone()
    const task = sent(clone, 'last')
    drop(buffer)
    drop(clone)
    expect([runtime.runUntilStalled() > 0, inner.requests, inner.disposes, runtime.dump()]).toEqual([true, ['last'], 1, []])
    task.poll()
    inner.responses[0]!.complete('answered')
    expect(task.poll()).toBe('answered')
  })

  it('30, 45: when the runtime ends before it, callers are told by a ClosedError', () => {
    const runtime = new Runtime()
    const inner = unclonable()
    const [buffer, task] = (() => {
      using _ = runtime.enter()
      const made = new Buffer(inner, 2)
      return [made, sent(made, 'a')] as const
    })()
    runtime[Symbol.dispose]()
    const message = 'Buffer: its worker has ended, with its runtime or by an abort, and takes no more requests; keep the runtime running for as long as the buffer is used'
    const errors = [thrownBy(() => task.poll()), thrownBy(() => ask(buffer))] as Error[]
    expect(errors.map(error => [error instanceof ClosedError, error.message])).toEqual([[true, message], [true, message]])
    expect(inner.disposes).toBe(1)
  })

  it('4, 45: so is the one whose request the worker holds, waiting for the service; the request is dropped', () => {
    const inner = unclonable()
    inner.isOpen = false
    const [buffer, worker] = Buffer.pair(inner, 1)
    const requests = [new Probe(), new Probe()]
    const running = mockTask(worker)
    const callers = [sent(buffer, requests[0])]
    running.poll()
    callers.push(sent(buffer, requests[1]))
    expect([callers.map(task => task.poll()), inner.asked]).toEqual([[Pending, Pending], 1])
    drop(worker)
    for (const task of callers) {
      expect(task.isWoken()).toBe(true)
      expect(thrownBy(() => task.poll())).toBeInstanceOf(ClosedError)
    }
    expect([requests.map(request => request.disposes), inner.disposes]).toEqual([[1, 1], 1])
  })

  it('45: outside any runtime it throws, and leaves the service with the caller', () => {
    const inner = new ProbeService()
    const error = thrownBy(() => new Buffer(inner, 1)) as Error
    expect(error).toBeInstanceOf(NoRuntimeError)
    expect(error.message).toBe('Buffer: there is no current runtime; call it inside blockOn(…), inside a task, or under runtime.enter()')
    expect(inner.disposes).toBe(0)
    expect(thrownBy(() => bufferLayer(0))).toBeInstanceOf(RangeError)
  })

  it('45: pair gives the worker, to be spawned or run by whom one likes', () => {
    const [buffer, worker] = Buffer.pair(serviceFn((n: number) => ready(n * 2)), 1)
    using runtime = new Runtime()
    runtime.spawn(worker)
    expect(runtime.blockOn(oneshotCall(buffer, 21))).toBe(42)
    const rc = new Rc(1)
    const [, local] = Buffer.pair({ pollReady() {}, call: () => ready(1), rc }, 1)
    expect(thrownBy(() => runtime.spawn(local))).toBeInstanceOf(NotSendableError)
  })

  it('6: a response whose caller goes while the service is being called is dropped', () => stand(1, (buffer, inner, runtime) => {
    const call = inner.call.bind(inner)
    ask(buffer)
    const response = buffer.call('a')
    inner.call = request => {
      drop(response)
      return call(request)
    }
    runtime.runUntilStalled()
    expect([inner.requests, inner.responses[0]!.disposes]).toEqual([['a'], 1])
  }))

  it('31: a task out of budget keeps its place, and is ready at its next poll', () => stand(1, buffer => {
    const task = mockTask({ poll: cx => buffer.pollReady(cx) }, { budget: 0 })
    expect([task.poll(), task.wakeCount]).toEqual([Pending, 1])
    using clone = buffer.clone()
    expect([ask(clone), task.poll()]).toEqual(['pending', undefined])
  }))

  it('22: a handle is sendable whatever is behind it', () => stand(1, buffer => {
    expect([isSendable(buffer), isSendable(sent(buffer, new Rc(1)))]).toEqual([true, true])
  }))

  it('4: a handle that was disposed says so', () => stand(1, buffer => {
    const clone = buffer.clone()
    drop(clone)
    drop(clone)
    for (const use of [() => ask(clone), () => clone.call(1), () => clone.clone()]) expect(thrownBy(use)).toBeInstanceOf(BorrowError)
  }))

  it('31: a full queue is worked off as the budget allows, and others get their turns', () => {
    const log = traceLog()
    using runtime = new Runtime({ budget: 2 })
    using _ = runtime.enter()
    const buffer = new Buffer(serviceFn((n: number) => {
      log.note(`request ${n}`)
      return ready(n)
    }), 5)
    for (let n = 0; n < 5; n++) {
      ask(buffer)
      spawnLocal(buffer.call(n))
    }
    spawnLocal(lazy(() => log.note('another task')))
    runtime.runUntilStalled()
    expect(log.take()).toEqual(['request 0', 'request 1', 'another task', 'request 2', 'request 3', 'request 4'])
  })

  it('45: around a rate limit, makes what cannot be cloned shared by many', () => {
    using runtime = new Runtime({ startPaused: true })
    const answers = runtime.blockOn(flatten(lazy(() => {
      const service = new ServiceBuilder().layer(bufferLayer(4)).service(new RateLimit(serviceFn((n: number) => ready(n)), 2, 100))
      return joinAll([0, 1, 2, 3].map(n => oneshotCall(service.clone(), n)))
    })))
    expect([answers, Math.round(runtime.now()) >= 100]).toEqual([[0, 1, 2, 3], true])
  })
})

describe('oneshotCall', () => {
  it('45: waits for readiness, calls once, and borrows the service', () => {
    const inner = new ProbeService()
    inner.isOpen = false
    const task = mockTask(oneshotCall(inner, 'x'))
    expect([inner.asked, task.poll(), inner.asked]).toEqual([0, Pending, 1])
    inner.open()
    expect([task.wakeCount, task.poll(), inner.requests]).toEqual([1, Pending, ['x']])
    inner.responses[0]!.complete('answer')
    expect([task.poll(), inner.asked, inner.disposes]).toEqual(['answer', 2, 0])
    expect((thrownBy(() => task.poll()) as PolledAfterCompletionError).what).toBe('OneshotCall')
    const again = mockTask(oneshotCall(inner, 'y'))
    again.poll()
    expect(inner.requests).toEqual(['x', 'y'])
  })

  it('45: many at one instance take turns, in the order of their first polls, and none is lost', () => {
    const inner = serviceFn((n: number) => map(yieldNow(), () => n))
    const service = new ConcurrencyLimit(inner, 1)
    const log = traceLog()
    const outputs = blockOn(flatten(lazy(() => joinAll([1, 2, 3, 4].map(n => spawn(map(oneshotCall(service, n), answer => (log.note(`answer ${answer}`), answer))))))))
    expect(outputs).toEqual([1, 2, 3, 4])
    expect(log.take()).toEqual(['answer 1', 'answer 2', 'answer 3', 'answer 4'])
  })

  it('5, 45: dropped while it waits, it leaves its turn to the next, who is woken', () => {
    const inner = new ProbeService()
    inner.isOpen = false
    const request = new Probe()
    const tasks = [mockTask(oneshotCall(inner, request)), mockTask(oneshotCall(inner, 'b')), mockTask(oneshotCall(inner, 'c'))]
    expect([tasks.map(task => task.poll()), inner.asked]).toEqual([[Pending, Pending, Pending], 1])
    drop(tasks[0])
    expect([tasks.map(task => task.wakeCount), request.disposes]).toEqual([[0, 1, 0], 1])
    tasks[1]!.poll()
    inner.open()
    expect(tasks.map(task => task.wakeCount)).toEqual([0, 2, 0])
    tasks[1]!.poll()
    expect([tasks.map(task => task.wakeCount), inner.requests]).toEqual([[0, 2, 1], ['b']])
    tasks[2]!.poll()
    expect(inner.requests).toEqual(['b', 'c'])
  })

  it('2, 45: what pollReady, call or the response throw comes through, and the next has its turn', () => {
    const inner = new ProbeService()
    const outcomes: unknown[] = []
    const run = (): void => {
      outcomes.push((blockOn(catchUnwind(oneshotCall(inner, 'x'))) as Result<unknown, Error> & { ok: false }).error.message)
    }
    inner.failure = { error: new Error('broken') }
    run()
    const unsent = new Probe()
    expect(thrownBy(() => blockOn(oneshotCall(inner, unsent)))).toBe(inner.failure.error)
    expect(unsent.disposes).toBe(1)
    inner.failure = null
    inner.callFailure = { error: new Error('call') }
    run()
    inner.callFailure = null
    const call = inner.call.bind(inner)
    inner.call = request => call(request).willThrow(new Error('response'))
    run()
    expect(outcomes).toEqual(['broken', 'call', 'response'])
  })

  it('5: dropped after the call, it drops the response', () => {
    const inner = new ProbeService()
    const task = mockTask(oneshotCall(inner, 'x'))
    task.poll()
    drop(task)
    expect(inner.responses[0]!.disposes).toBe(1)
  })

  it('23: refuses to be spawned around a service that is not sendable, naming the field', () => {
    const service = { pollReady() {}, call: () => ready(1), cache: new Rc(1) }
    using runtime = new Runtime()
    const error = thrownBy(() => runtime.spawn(oneshotCall(service, undefined as never))) as NotSendableError
    expect(error.path).toBe('OneshotCall.service.cache')
    expect(blockOn(oneshotCall(service, undefined as never))).toBe(1)
  })

  it('45: of what is spawned and joined, a failure is the task’s', () => {
    using runtime = new Runtime({ onUnhandledError: () => {} })
    const handle = runtime.spawn(oneshotCall(serviceFn(() => map(ready(0), () => { throw new Error('no') })), 1))
    const both = catchUnwind(join(handle, ready(1)))
    const result = runtime.blockOn(both) as Result<unknown, JoinError> & { ok: false }
    expect((result.error.cause as Error).message).toBe('no')
  })
})
