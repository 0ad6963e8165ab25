// Readiness: contract 45, first and second clause; what owners and instances owe each other: contract 4.
import { describe, expect, it } from 'vitest'
import { BorrowError, blockOn, ClosedError, map, Pending, ready, Runtime } from '../../src/index.ts'
import {
  Buffer, ConcurrencyLimit, Either, LoadShed, LogRequest, NotReadyError, oneshotCall, OverloadedError, RateLimit, RateLimitedError, Retry, serviceFn, Timeout, type AnyService,
} from '../../src/service/index.ts'
import { mockService, mockTask } from '../../src/testing/index.ts'
import { ProbeService } from '../support/probe-service.ts'
import { ask, ServiceCaller } from '../support/service-caller.ts'
import { thrownBy } from '../support/thrown.ts'

const never = { retry: () => null, cloneRequest: () => null }

/** Every middleware around one service. */
const around: readonly [name: string, make: (inner: ProbeService) => AnyService & Disposable][] = [
  ['LogRequest', inner => new LogRequest(inner, () => {})],
  ['Either.left', inner => Either.left<ProbeService, ProbeService>(inner)],
  ['Either.right', inner => Either.right<ProbeService, ProbeService>(inner)],
  ['Timeout', inner => new Timeout(inner, 50)],
  ['ConcurrencyLimit', inner => new ConcurrencyLimit(inner, 1)],
  ['RateLimit', inner => new RateLimit(inner, 5, 100)],
  ['Retry', inner => new Retry(never, inner)],
  ['LoadShed', inner => new LoadShed(inner)],
]

const called = (service: AnyService): unknown => (ask(service), service.call(1 as never))

const REMEDY = 'call() came without a pollReady that was ready before it; each call needs one of its own, on the same instance (a clone starts without): poll pollReady first, or use oneshotCall(service, request), which does'

describe('call only after pollReady was ready, once for each', () => {
  it('45: a service that reserves something refuses a call that was not announced, and says the remedy', () => {
    const limit = new ConcurrencyLimit(serviceFn(ready), 1)
    const error = thrownBy(() => limit.call(1)) as NotReadyError
    expect(error).toBeInstanceOf(NotReadyError)
    expect([error.name, error.code, error.message]).toEqual(['NotReadyError', 'ERR_POLLUX_NOT_READY', `ConcurrencyLimit: ${REMEDY}`])
    expect(ask(limit)).toBe('ready')
    limit.call(1)
    expect((thrownBy(() => limit.call(2)) as Error).message).toBe(`ConcurrencyLimit: ${REMEDY}`)
  })

  it('45: so does a Buffer', () => {
    using runtime = new Runtime()
    using _ = runtime.enter()
    using buffer = new Buffer(serviceFn(ready), 4)
    expect((thrownBy(() => buffer.call(1)) as Error).message).toBe(`Buffer: ${REMEDY}`)
    expect(ask(buffer)).toBe('ready')
    buffer.call(1)
    expect((thrownBy(() => buffer.call(2)) as Error).message).toBe(`Buffer: ${REMEDY}`)
  })

  it('45: so does a mock', () => {
    const [service] = mockService<number, number>()
    expect(thrownBy(() => service.call(1))).toBeInstanceOf(NotReadyError)
    expect(ask(service)).toBe('ready')
    service.call(1)
    expect(thrownBy(() => service.call(1))).toBeInstanceOf(NotReadyError)
  })

  it.each(around)('45: %s asks the service inside, and passes its refusal on', (name, make) => {
    const inner = new ProbeService()
    using service = make(inner)
    if (name === 'LoadShed') expect(thrownBy(() => mockTask(service.call(1 as never)).poll())).toBeInstanceOf(OverloadedError)
    else expect(thrownBy(() => service.call(1 as never))).toBeInstanceOf(NotReadyError)
    expect([inner.asked, inner.requests]).toEqual([0, []])
    expect([ask(service), ask(service)]).toEqual(['ready', 'ready'])
    service.call(1 as never)
    expect([inner.asked, inner.requests]).toEqual([2, [1]])
  })

  it.each(around)('45: %s is pending while the service inside is, and its caller is woken once', (name, make) => {
    const inner = new ProbeService()
    inner.isOpen = false
    using service = make(inner)
    const caller = new ServiceCaller(service)
    expect(caller.ask()).toBe(name === 'LoadShed' ? 'ready' : 'pending')
    if (name === 'ConcurrencyLimit') expect(thrownBy(() => service.call(1 as never))).toBeInstanceOf(NotReadyError)
    inner.open()
    expect(caller.wakes).toBe(1)
    expect(caller.ask()).toBe('ready')
    service.call(1 as never)
    expect(inner.requests).toEqual([1])
  })

  it.each(around)('45: %s throws what pollReady of the service inside throws', (_, make) => {
    const inner = new ProbeService()
    const failure = new Error('broken')
    inner.failure = { error: failure }
    using service = make(inner)
    expect(thrownBy(() => ask(service))).toBe(failure)
  })

  it('45: a permit alone is not readiness, if the service inside is not ready and does not check', () => {
    const calls: unknown[] = []
    const limit = new ConcurrencyLimit({ pollReady: () => Pending, call: (n: number) => (calls.push(n), ready(n)) }, 1)
    expect(ask(limit)).toBe('pending')
    expect(thrownBy(() => limit.call(1))).toBeInstanceOf(NotReadyError)
    expect(calls).toEqual([])
  })

  it('45: serviceFn reserves nothing, and lets any call pass', () => {
    expect(blockOn(serviceFn((n: number) => ready(n * 2)).call(21))).toBe(42)
  })
})

describe('readiness belongs to the instance', () => {
  it('45: a clone of a ready ConcurrencyLimit has no permit, and waits for that of the other', () => {
    const limit = new ConcurrencyLimit(serviceFn(ready), 1)
    expect(ask(limit)).toBe('ready')
    using clone = limit.clone()
    expect(thrownBy(() => clone.call(1))).toBeInstanceOf(NotReadyError)
    const caller = new ServiceCaller(clone)
    expect([caller.ask(), ask(limit)]).toEqual(['pending', 'ready'])
    blockOn(limit.call(1))
    expect(caller.wakes).toBe(1)
    expect([caller.ask(), ask(limit)]).toEqual(['ready', 'pending'])
  })

  it('45: so with clones of a Buffer, a LoadShed, a mock', () => {
    using runtime = new Runtime()
    using _ = runtime.enter()
    const [mock] = mockService<number, number>()
    for (const service of [new Buffer(serviceFn(ready), 1), new LoadShed(serviceFn(ready)), mock]) {
      expect(ask(service)).toBe('ready')
      using clone = service.clone()
      if (clone instanceof LoadShed) expect(thrownBy(() => mockTask(clone.call(1)).poll())).toBeInstanceOf(OverloadedError)
      else expect(thrownBy(() => clone.call(1))).toBeInstanceOf(NotReadyError)
      service[Symbol.dispose]()
    }
  })

  it('45: what cannot be cloned says so, with the remedy', () => {
    const limit = new ConcurrencyLimit(new RateLimit(serviceFn(ready), 1, 10), 1)
    expect(limit.cloneable).toBe(false)
    const error = thrownBy(() => limit.clone()) as Error
    expect([error.name, error.message]).toEqual([
      'TypeError',
      'ConcurrencyLimit.clone: the service inside, RateLimit, cannot be cloned; give it a clone(), or put bufferLayer(…) around it, whose clones share it',
    ])
  })

  it.each(around.filter(([name]) => name !== 'RateLimit'))('45: a clone of %s is around a clone of what is inside', (_, make) => {
    const inner = new ProbeService()
    using service = make(inner) as ReturnType<(typeof around)[0][1]> & { clone(): AnyService & Disposable }
    using clone = service.clone()
    expect(inner.clones.length).toBe(1)
    expect(ask(clone)).toBe('ready')
    expect([inner.asked, inner.clones[0]!.asked]).toEqual([0, 1])
  })
})

describe('disposing a service', () => {
  it.each(around)('4: %s disposes the service inside, once, and is of no use then', (_, make) => {
    const inner = new ProbeService()
    const service = make(inner)
    service[Symbol.dispose]()
    service[Symbol.dispose]()
    expect(inner.disposes).toBe(1)
    expect(thrownBy(() => ask(service))).toBeInstanceOf(BorrowError)
    expect(thrownBy(() => service.call(1 as never))).toBeInstanceOf(BorrowError)
  })

  it.each(around)('45: a response of %s goes on when its service is disposed', (_, make) => {
    const service = make(new ProbeService())
    const [inner] = [(service as unknown as { inner: ProbeService }).inner]
    ask(service)
    using runtime = new Runtime({ startPaused: true })
    using _entered = runtime.enter()
    const task = mockTask(service.call(1 as never))
    task.poll()
    service[Symbol.dispose]()
    inner.responses[0]!.complete('late')
    expect(task.poll()).toBe('late')
    expect(inner.responses[0]!.misuse).toEqual([])
  })

  it('45: one that is ready and not called frees its permit', () => {
    const limit = new ConcurrencyLimit(serviceFn(ready), 1)
    const clone = limit.clone()
    const caller = new ServiceCaller(clone)
    ask(limit)
    expect(caller.ask()).toBe('pending')
    limit[Symbol.dispose]()
    expect([caller.wakes, caller.ask()]).toEqual([1, 'ready'])
  })

  it('45: one that waits leaves the queue, and one that was given the permit hands it on', () => {
    const limit = new ConcurrencyLimit(serviceFn(ready), 1)
    const [first, second, third] = [limit.clone(), limit.clone(), limit.clone()]
    const callers = [first, second, third].map(service => new ServiceCaller(service))
    ask(limit)
    expect(callers.map(caller => caller.ask())).toEqual(['pending', 'pending', 'pending'])
    first[Symbol.dispose]()
    blockOn(limit.call(1))
    expect(callers.map(caller => caller.wakes)).toEqual([0, 1, 0])
    second[Symbol.dispose]()
    expect(callers.map(caller => caller.wakes)).toEqual([0, 1, 1])
    expect(callers[2]!.ask()).toBe('ready')
  })

  it('45: a Buffer frees its place', () => {
    using runtime = new Runtime()
    using _ = runtime.enter()
    const buffer = new Buffer(serviceFn(ready), 1)
    using clone = buffer.clone()
    const caller = new ServiceCaller(clone)
    ask(buffer)
    expect(caller.ask()).toBe('pending')
    buffer[Symbol.dispose]()
    expect([caller.wakes, caller.ask()]).toEqual([1, 'ready'])
  })
})

describe('misuse', () => {
  const makers: readonly [string, (inner: never) => unknown][] = [
    ['LogRequest', inner => new LogRequest(inner)],
    ['Timeout', inner => new Timeout(inner, 1)],
    ['ConcurrencyLimit', inner => new ConcurrencyLimit(inner, 1)],
    ['RateLimit', inner => new RateLimit(inner, 1, 1)],
    ['LoadShed', inner => new LoadShed(inner)],
    ['Retry', inner => new Retry(never, inner)],
    ['Either.left', inner => Either.left(inner)],
    ['Buffer', inner => new Buffer(inner, 1)],
  ]

  it.each(makers)('45: %s takes services only', (name, make) => {
    const message = (value: unknown): string => (thrownBy(() => make(value as never)) as Error).message
    const expected = `${name}: expected a service, an object with the methods pollReady and call, and got`
    expect([message(null), message(() => ready(1))]).toEqual([`${expected} null`, `${expected} a function; wrap it in serviceFn(…)`])
  })

  it.each([
    ['oneshotCall', inner => mockTask(oneshotCall(inner, 1 as never)).poll()],
    ['ConcurrencyLimit', inner => called(new ConcurrencyLimit(inner, 1))],
    ['Either', inner => called(Either.right(inner))],
    ['Retry', inner => called(new Retry(never, inner))],
    ['timeout', inner => called(new Timeout(inner, 1))],
    ['Buffer', inner => {
      const [buffer, worker] = Buffer.pair(inner, 1)
      ask(buffer)
      const response = mockTask(buffer.call(1 as never))
      mockTask(worker).poll()
      return response.poll()
    }],
  ] satisfies [string, (inner: AnyService) => unknown][])('45: %s says what it was given, if call gives a promise', (name, use) => {
    const inner = { pollReady() {}, call: async () => 1 } as unknown as AnyService
    const error = thrownBy(() => use(inner)) as Error
    const where = name === 'timeout' ? name : `${name}: call() of its service`
    expect([error.name, error.message]).toEqual(['TypeError', `${where}: expected a future, an object with a poll method, and got a promise; wrap it in fromPromise(…)`])
  })

  it('45: and so if a retry is given one; the limit has its permit back', () => {
    let calls = 0
    const inner = { pollReady() {}, call: (): unknown => (calls++ === 0 ? map(ready(0), () => { throw new Error('no') }) : Promise.resolve()), clone: () => inner } as unknown as AnyService
    const again = { retry: () => ready(0), cloneRequest: () => 1 as never }
    expect((thrownBy(() => mockTask(oneshotCall(new Retry(again, inner), 1 as never)).poll()) as Error).message).toMatch(/^Retry: call\(\) of its service: expected a future/)
    const limit = new ConcurrencyLimit(inner, 1)
    thrownBy(() => called(limit))
    expect(ask(limit)).toBe('ready')
  })

  it('45: counts below 1 and NaN are RangeErrors at the call, and nothing is owned by then', () => {
    const inner = new ProbeService()
    for (const count of [0, -1, 1.5, Number.NaN]) {
      expect(thrownBy(() => new ConcurrencyLimit(inner, count))).toBeInstanceOf(RangeError)
      expect(thrownBy(() => new RateLimit(inner, count, 10))).toBeInstanceOf(RangeError)
      expect(thrownBy(() => new RateLimit(inner, 1, count < 1 || Number.isNaN(count) ? count : 0))).toBeInstanceOf(RangeError)
      expect(thrownBy(() => Buffer.pair(inner, count))).toBeInstanceOf(RangeError)
    }
    expect(thrownBy(() => new Timeout(inner, Number.NaN))).toBeInstanceOf(RangeError)
    expect(inner.disposes).toBe(0)
  })

  it('45: the closed, the limited and the overloaded are errors of their own', () => {
    expect([new OverloadedError('x').code, new RateLimitedError(1, 2, 3).code, new ClosedError('x').code]).toEqual([
      'ERR_POLLUX_OVERLOADED', 'ERR_POLLUX_RATE_LIMITED', 'ERR_POLLUX_CLOSED',
    ])
  })
})
