// Layers and each middleware: contract 45; their response futures: contract 2, 3, 5–7, 9.
import { describe, expect, it } from 'vitest'
import { blockOn, BorrowError, ClosedError, drop, Elapsed, inspect, isSendable, joinAll, NotSendableError, PolledAfterCompletionError, Rc, ready, Runtime, Semaphore, sendable, sleep, map, contextFrom, noopWaker, Pending, pollFn } from '../../src/index.ts'
import { budget } from '../../src/future/budget.ts'
import {
  ConcurrencyLimit, concurrencyLimitLayer, Either, eitherLayer, EitherResponseFuture, identityLayer, layerFn, LoadShed, loadShedLayer, LogRequest, logRequestLayer, oneshotCall,
  OverloadedError, RateLimit, RateLimitedError, rateLimitLayer, ServiceBuilder, serviceFn, Timeout, timeoutLayer, type AnyService,
} from '../../src/service/index.ts'
import { mockTask } from '../../src/testing/index.ts'
import { Probe } from '../support/probe.ts'
import { ProbeService } from '../support/probe-service.ts'
import { ask, ServiceCaller } from '../support/service-caller.ts'
import { thrownBy } from '../support/thrown.ts'
import { Stand } from '../support/time-stand.ts'

describe('ServiceBuilder', () => {
  it('45: the first layer added is outermost', () => {
    const trace: string[] = []
    const traced = (name: string) =>
      layerFn((inner: AnyService) => serviceFn((request: number) => {
        trace.push(`${name} ${request}`)
        return map(inner.call(request as never), answer => {
          trace.push(`${name} has ${answer}`)
          return answer
        })
      }))
    const service = new ServiceBuilder().layer(traced('a')).layer(traced('b')).layer(traced('c')).service(serviceFn((n: number) => {
      trace.push(`service ${n}`)
      return ready(-n)
    }))
    expect(blockOn(oneshotCall(service, 7))).toBe(-7)
    expect(trace).toEqual(['a 7', 'b 7', 'c 7', 'service 7', 'c has -7', 'b has -7', 'a has -7'])
  })

  it('45: what it makes is the types around one another', () => {
    const inner = new ProbeService()
    const service = new ServiceBuilder().layer(timeoutLayer(50)).layer(loadShedLayer()).layer(concurrencyLimitLayer(3)).layer(rateLimitLayer(2, 10)).layer(logRequestLayer(() => {})).service(inner)
    const types: string[] = []
    for (let at: { inner?: unknown } = service; at !== undefined; at = at.inner as typeof at) types.push(at.constructor.name)
    expect(types).toEqual(['Timeout', 'LoadShed', 'ConcurrencyLimit', 'RateLimit', 'LogRequest', 'ProbeService'])
    service[Symbol.dispose]()
    expect(inner.disposes).toBe(1)
  })

  it('45: a builder is not changed by its layers, and begins several stacks', () => {
    const common = new ServiceBuilder().layer(timeoutLayer(50))
    const [shed, bare] = [common.layer(loadShedLayer()).service(new ProbeService()), common.service(new ProbeService())]
    expect([shed.inner.constructor.name, bare.inner.constructor.name]).toEqual(['LoadShed', 'ProbeService'])
    expect(new ServiceBuilder().service(bare)).toBe(bare)
  })

  it('45: refuses what is no layer, and what is no service', () => {
    expect((thrownBy(() => new ServiceBuilder().layer((() => {}) as never)) as Error).message).toBe(
      'ServiceBuilder.layer: expected a layer, an object with the method layer; for a function use layerFn(…)',
    )
    expect(thrownBy(() => new ServiceBuilder().service(1 as never))).toBeInstanceOf(TypeError)
    expect(thrownBy(() => layerFn(1 as never))).toBeInstanceOf(TypeError)
  })

  it('45: layers check their numbers before there is a service', () => {
    for (const make of [() => timeoutLayer(Number.NaN), () => concurrencyLimitLayer(0), () => rateLimitLayer(0, 1), () => rateLimitLayer(1, 0)]) {
      expect(thrownBy(make)).toBeInstanceOf(RangeError)
    }
  })
})

describe('serviceFn', () => {
  it('45: says what it got, if the function returns no future', () => {
    const service = serviceFn((() => Promise.resolve(1)) as never)
    expect((thrownBy(() => service.call(1 as never)) as Error).message).toBe(
      'serviceFn: expected a future, an object with a poll method, and got a promise; wrap it in fromPromise(…)',
    )
    expect(thrownBy(() => serviceFn(1 as never))).toBeInstanceOf(TypeError)
  })

  it('22: is as sendable as its function is tagged', () => {
    expect(isSendable(serviceFn(ready))).toBe(true)
  })
})

describe('LogRequest', () => {
  it('45: shows each request as it is called, and gives the inner future itself', () => {
    const seen: unknown[] = []
    const inner = new ProbeService()
    const service = new LogRequest(inner, request => seen.push(request))
    ask(service)
    expect(seen).toEqual([])
    const request = { url: '/' }
    expect(service.call(request)).toBe(inner.responses[0])
    expect([seen, inner.requests]).toEqual([[request], [request]])
  })

  it('45: shows it before the service inside has it, which does not get it if that throws', () => {
    const inner = new ProbeService()
    const service = new LogRequest(inner, () => { throw new Error('no disk') })
    ask(service)
    expect([(thrownBy(() => service.call('x')) as Error).message, inner.requests]).toEqual(['no disk', []])
  })
})

describe('Either', () => {
  it.each(['left', 'right'] as const)('45: %s: passes everything on, in a future of its own', side => {
    const inner = new ProbeService()
    const service = side === 'left' ? Either.left<ProbeService, ProbeService>(inner) : Either.right<ProbeService, ProbeService>(inner)
    expect([service.isLeft, ask(service)]).toEqual([side === 'left', 'ready'])
    const response = service.call('x')
    expect(response).toBeInstanceOf(EitherResponseFuture)
    const task = mockTask(response)
    expect([task.poll(), response.isLeft]).toEqual([Pending, side === 'left'])
    inner.responses[0]!.complete('answer')
    expect([task.wakeCount, task.poll(), inner.responses[0]!.polls]).toEqual([1, 'answer', 2])
    expect((thrownBy(() => task.poll()) as PolledAfterCompletionError).what).toBe('EitherResponseFuture')
  })

  it('45: as a layer it is one of two', () => {
    const layer = (limited: boolean): Either<ReturnType<typeof concurrencyLimitLayer>, ReturnType<typeof identityLayer>> =>
      limited ? Either.left(concurrencyLimitLayer(1)) : Either.right(identityLayer())
    const made = [true, false].map(limited => new ServiceBuilder().layer(eitherLayer(layer(limited))).service(serviceFn(ready)))
    expect(made.map(({ isLeft, inner }) => [isLeft, inner.constructor.name])).toEqual([[true, 'ConcurrencyLimit'], [false, 'ServiceFn']])
    expect(made.map(service => blockOn(oneshotCall(service, 3)))).toEqual([3, 3])
    expect(thrownBy(() => eitherLayer(Either.left(new ProbeService())))).toBeInstanceOf(TypeError)
  })
})

describe('Timeout', () => {
  it('45: counts from the call, disposes a late response, and throws Elapsed', () => {
    const stand = new Stand()
    stand.within(() => {
      const inner = new ProbeService()
      const service = new Timeout(inner, 50)
      ask(service)
      stand.pass(1000)
      const task = mockTask(service.call('slow'))
      stand.pass(49)
      expect(task.poll()).toBe(Pending)
      stand.pass(1)
      expect(task.isWoken()).toBe(true)
      expect(thrownBy(() => task.poll())).toBeInstanceOf(Elapsed)
      expect([inner.responses[0]!.polls, inner.responses[0]!.ended]).toEqual([2, 'dispose'])
      expect(ask(service)).toBe('ready')
    })
  })
})

describe('ConcurrencyLimit', () => {
  const limited = (count: number): [ProbeService, ConcurrencyLimit<ProbeService>] => {
    const inner = new ProbeService()
    return [inner, new ConcurrencyLimit(inner, count)]
  }

  /** Calls once, without asking how. */
  const called = (service: ConcurrencyLimit<ProbeService>) => (ask(service), service.call('x'))

  it('45: takes its permit in pollReady, and frees it when the response finishes', () => {
    const [inner, service] = limited(1)
    const task = mockTask(called(service))
    const caller = new ServiceCaller(service)
    expect([caller.ask(), caller.ask(), task.poll(), caller.wakes]).toEqual(['pending', 'pending', Pending, 0])
    inner.responses[0]!.complete('done')
    expect([caller.wakes, task.poll(), caller.wakes, caller.ask()]).toEqual([0, 'done', 1, 'ready'])
  })

  it('45: frees it when the response fails', () => {
    const [inner, service] = limited(1)
    const task = mockTask(called(service))
    inner.responses[0]!.willThrow(new Error('no'))
    expect((thrownBy(() => task.poll()) as Error).message).toBe('no')
    expect(ask(service)).toBe('ready')
    expect((thrownBy(() => task.poll()) as PolledAfterCompletionError).what).toBe('ConcurrencyLimitResponse')
  })

  it('45: frees it when the response is dropped, polled or not, once', () => {
    const [inner, service] = limited(2)
    const [first, second] = [called(service), called(service)]
    const task = mockTask(second)
    task.poll()
    expect(ask(service)).toBe('pending')
    first[Symbol.dispose]()
    first[Symbol.dispose]()
    task[Symbol.dispose]()
    second[Symbol.dispose]()
    expect(inner.responses.map(one => one.disposes)).toEqual([1, 1])
    const all = [called(service), called(service)]
    expect([all.length, ask(service)]).toEqual([2, 'pending'])
  })

  it('45: frees it when call throws, and when pollReady of the service inside does', () => {
    const [inner, service] = limited(1)
    using clone = new ConcurrencyLimit(new ProbeService(), semaphoreOf(service))
    inner.callFailure = { error: new Error('call') }
    ask(service)
    expect((thrownBy(() => service.call('x')) as Error).message).toBe('call')
    inner.failure = { error: new Error('broken') }
    expect((thrownBy(() => ask(service)) as Error).message).toBe('broken')
    expect(ask(clone)).toBe('ready')
  })

  const semaphoreOf = (service: object): Semaphore => (service as { semaphore: Semaphore }).semaphore

  it('45: keeps its permit while the service inside is not ready', () => {
    const [inner, service] = limited(1)
    inner.isOpen = false
    const caller = new ServiceCaller(service)
    expect([caller.ask(), semaphoreOf(service).available]).toEqual(['pending', 0])
    inner.open()
    expect([caller.wakes, caller.ask(), semaphoreOf(service).available]).toEqual([1, 'ready', 0])
  })

  it('39, 45: a closed semaphore is a ClosedError each time, for who waits in its queue and who comes', () => {
    const semaphore = new Semaphore(1)
    const [has, waits, comes] = [1, 2, 3].map(() => new ConcurrencyLimit(new ProbeService(), semaphore)) as [ConcurrencyLimit<ProbeService>, ConcurrencyLimit<ProbeService>, ConcurrencyLimit<ProbeService>]
    const caller = new ServiceCaller(waits)
    expect([ask(has), caller.ask()]).toEqual(['ready', 'pending'])
    semaphore.close()
    expect(caller.wakes).toBe(1)
    for (const service of [waits, waits, comes, comes]) expect(thrownBy(() => ask(service))).toBeInstanceOf(ClosedError)
    expect(ask(has)).toBe('ready')
  })

  it('45: several services share a semaphore; the layer with a number gives each its own', () => {
    const shared = concurrencyLimitLayer(new Semaphore(1))
    const own = concurrencyLimitLayer(1)
    const asked = (layer: typeof own): string[] => [layer, layer].map(one => ask(one.layer(new ProbeService())))
    expect([asked(shared), asked(own)]).toEqual([['ready', 'pending'], ['ready', 'ready']])
  })

  it('31: a task out of budget keeps the permit, and is ready at its next poll', () => {
    const [, service] = limited(1)
    const task = mockTask({ poll: cx => service.pollReady(cx) }, { budget: 0 })
    expect([task.poll(), task.wakeCount, semaphoreOf(service).available]).toEqual([Pending, 1, 0])
    expect(task.poll()).toBe(undefined)
  })

  it('5, 6: a waker that throws on release costs the output, which is dropped', () => {
    const [inner, service] = limited(1)
    const response = called(service)
    service.pollReady(contextFrom({ wake: () => { throw new Error('waker') }, willWake: () => false }))
    const output = new Probe()
    inner.responses[0]!.willBe(output)
    expect((thrownBy(() => mockTask(response).poll()) as Error).message).toBe('waker')
    expect(output.disposes).toBe(1)
  })

  it('2, 7: its response refuses a poll and a dispose from inside its own poll', () => {
    const [inner, service] = limited(1)
    const response = called(service)
    const seen: unknown[] = []
    inner.responses[0]!.onPoll = cx => seen.push(thrownBy(() => response.poll(cx)), thrownBy(() => response[Symbol.dispose]()))
    mockTask(response).poll()
    expect(seen.every(error => error instanceof BorrowError)).toBe(true)
  })

  it('4: of a stack that is dropped, response first, everything is released in order', () => {
    const trace: string[] = []
    const service = new ConcurrencyLimit(new ProbeService('db', trace), 1)
    ask(service)
    const response = service.call('q')
    drop(response)
    drop(service)
    expect(trace).toEqual(['db(q) dispose', 'db dispose'])
  })
})

describe('RateLimit', () => {
  it('45: lets so many calls through in a period, then waits for its end by the runtime’s clock', () => {
    const stand = new Stand()
    stand.within(() => {
      const service = new RateLimit(serviceFn(ready), 2, 100)
      stand.pass(1000)
      for (const _ of [1, 2]) {
        expect(ask(service)).toBe('ready')
        service.call('x')
        stand.pass(30)
      }
      const caller = new ServiceCaller(service)
      expect([caller.ask(), stand.next]).toEqual(['pending', 1100])
      stand.pass(39)
      expect(caller.wakes).toBe(0)
      stand.pass(1)
      expect([caller.wakes, caller.ask(), stand.driver.time]).toEqual([1, 'ready', 1100])
    })
  })

  it('45: called while limited it throws, with the time that is left and the remedy', () => {
    const stand = new Stand()
    stand.within(() => {
      const inner = new ProbeService()
      const service = new RateLimit(inner, 1, 100)
      ask(service)
      service.call('x')
      stand.pass(70)
      const error = thrownBy(() => service.call('y')) as RateLimitedError
      expect(error).toBeInstanceOf(RateLimitedError)
      expect([error.name, error.code, error.retryAfter, inner.requests]).toEqual(['RateLimitedError', 'ERR_POLLUX_RATE_LIMITED', 30, ['x']])
      expect(error.message).toBe(
        'RateLimit: the one call of a period of 100 ms is used, and the next begins in 30 ms; call only after pollReady was ready, which it will be then; ' +
          'to refuse what is too much instead of waiting, put loadShedLayer() outside',
      )
      expect(new RateLimitedError(3, 100, 30).message).toMatch(/^RateLimit: all 3 calls of a period of 100 ms are used,/)
    })
  })

  it('45: a period begins with the first call after the last one', () => {
    const stand = new Stand()
    stand.within(() => {
      const service = new RateLimit(serviceFn(ready), 2, 100)
      const states: string[] = []
      for (const pause of [0, 150, 40, 40]) {
        stand.pass(pause)
        states.push(ask(service))
        if (states.at(-1) === 'ready') service.call('x')
      }
      // 0: first; 150: begins another period; 190: its second; 230: limited until 250.
      expect([states, stand.next]).toEqual([['ready', 'ready', 'ready', 'pending'], 250])
      service[Symbol.dispose]()
      expect(stand.next).toBe(null)
    })
  })

  it('45: the end of a period is part of the next', () => {
    const stand = new Stand()
    stand.within(() => {
      const service = new RateLimit(serviceFn(ready), 2, 100)
      service.call('x')
      stand.pass(100)
      service.call('y')
      expect(ask(service)).toBe('ready')
      service.call('z')
      expect([ask(service), stand.next]).toEqual(['pending', 200])
    })
  })

  it('45: a period that was waited for begins when pollReady says so', () => {
    const stand = new Stand()
    stand.within(() => {
      const service = new RateLimit(serviceFn(ready), 1, 100)
      service.call('x')
      ask(service)
      stand.pass(100)
      expect(ask(service)).toBe('ready')
      stand.pass(50)
      service.call('y')
      expect([ask(service), stand.next]).toEqual(['pending', 200])
    })
  })

  it('37, 45: ten calls at three a second take three seconds of a clock that nobody waits for', () => {
    const stand = new Stand()
    const times = stand.runtime.blockOn(stand.within(() => {
      const service = new RateLimit(serviceFn(() => map(ready(0), () => stand.driver.time)), 3, 1000)
      return joinAll(Array.from({ length: 10 }, (_, at) => oneshotCall(service, at)))
    }))
    expect(times).toEqual([0, 0, 0, 1000, 1000, 1000, 2000, 2000, 2000, 3000])
  })
})

describe('LoadShed', () => {
  it('45: is always ready, and sheds in call what the service inside cannot take', () => {
    const inner = new ProbeService()
    inner.isOpen = false
    const service = new LoadShed(new ConcurrencyLimit(inner, 1))
    expect([ask(service), ask(service)]).toEqual(['ready', 'ready'])
    const response = service.call('x')
    const error = thrownBy(() => mockTask(response).poll()) as OverloadedError
    expect(error).toBeInstanceOf(OverloadedError)
    expect([error.name, error.code, inner.requests]).toEqual(['OverloadedError', 'ERR_POLLUX_OVERLOADED', []])
    expect(error.message).toBe(
      'LoadShed: ConcurrencyLimit was not ready, so the request was refused; try again later, or leave loadShedLayer() out to wait for it instead',
    )
    inner.open()
    ask(service)
    expect(service.call('y')).toBeInstanceOf(Object)
    expect(inner.requests).toEqual(['y'])
  })

  it('45: readiness counts once: the second call after it is shed', () => {
    const inner = new ProbeService()
    const service = new LoadShed(inner)
    ask(service)
    expect(service.call('x')).toBe(inner.responses[0])
    expect(thrownBy(() => mockTask(service.call('y')).poll())).toBeInstanceOf(OverloadedError)
  })

  it('45: what was ready before the service inside broke is not passed on to it', () => {
    const inner = new ProbeService()
    const service = new LoadShed(inner)
    ask(service)
    inner.failure = { error: new Error('broken') }
    expect((thrownBy(() => ask(service)) as Error).message).toBe('broken')
    expect(thrownBy(() => mockTask(service.call('x')).poll())).toBeInstanceOf(OverloadedError)
    expect(inner.requests).toEqual([])
  })

  it('31, 45: a task that is out of budget is no reason to shed', () => {
    const service = new LoadShed(new ConcurrencyLimit(serviceFn(ready), 8))
    const task = mockTask(pollFn(cx => {
      for (let n = 0; n < 10; n++) {
        service.pollReady(cx)
        service.call(n).poll(cx)
      }
      return budget.left
    }), { budget: 4 })
    expect([task.poll(), task.wakeCount]).toEqual([0, 0])
  })

  it('3: a shed response polled again, or after dispose, says its name', () => {
    const service = new LoadShed(new ProbeService())
    const [failed, dropped] = [service.call('x'), service.call('y')]
    thrownBy(() => failed.poll(contextFrom(noopWaker())))
    drop(dropped)
    for (const response of [failed, dropped]) expect((thrownBy(() => mockTask(response).poll()) as PolledAfterCompletionError).what).toBe('Shed')
  })

  it('45: over a rate limit it refuses instead of waiting', () => {
    const stand = new Stand()
    stand.within(() => {
      const service = new LoadShed(new RateLimit(serviceFn(ready), 1, 100))
      const tried = (): unknown => {
        try {
          return blockedOn(service)
        } catch (error) {
          return (error as Error).name
        }
      }
      const blockedOn = (one: AnyService): unknown => (ask(one), mockTask(one.call('x' as never)).poll())
      const all = [tried(), tried()]
      stand.pass(100)
      expect([...all, tried()]).toEqual(['x', 'OverloadedError', 'x'])
    })
  })
})

describe('what a dump says', () => {
  it('28: who waits for readiness names what the stack waits on', () => {
    const limit = new ConcurrencyLimit(serviceFn(() => sleep(Infinity)), 1)
    ask(limit)
    const stuck = thrownBy(() => blockOn(oneshotCall(new Timeout(limit.clone(), 50), 1))) as Error
    expect(stuck.message.split('\n')[1]).toBe('  the main future (OneshotCall): waits on 1 of a Semaphore’s permits (0 free), next in the queue')
  })

  it('28: and each service says its state', () => {
    const inspected = (service: ConcurrencyLimit<ProbeService>): unknown[] => {
      const { name, state } = service[inspect]()
      return [name, state]
    }
    const limit = new ConcurrencyLimit(new ProbeService(), 1)
    const states = [inspected(limit)]
    ask(limit)
    states.push(inspected(limit))
    drop(limit)
    states.push(inspected(limit))
    expect(states).toEqual([['ConcurrencyLimit', 'idle'], ['ConcurrencyLimit', 'ready'], ['ConcurrencyLimit', 'disposed']])
  })
})

describe('what is sendable', () => {
  it('22: a service is as sendable as what it is around', () => {
    const plain = { pollReady() {}, call: () => ready(1), held: 1 as unknown }
    const make: ((inner: AnyService) => object)[] = [
      inner => new LogRequest(inner, () => {}), inner => new Timeout(inner, 1), inner => new ConcurrencyLimit(inner, 1), inner => new RateLimit(inner, 1, 1),
      inner => new LoadShed(inner), inner => Either.left(inner), inner => oneshotCall(inner, 1 as never),
    ]
    for (const one of make) {
      expect([isSendable(one(plain)), isSendable(one({ ...plain, held: new Rc(1) } as AnyService))]).toEqual([true, false])
    }
  })

  it('24: a response that comes to hold what is not sendable across a suspension fails its task', () => {
    using runtime = new Runtime({ onUnhandledError: () => {} })
    const held = { rc: null as Rc<number> | null }
    const service = new ConcurrencyLimit(serviceFn(() => ({
      poll: () => {
        held.rc = new Rc(1)
        return Pending
      },
      get [sendable]() {
        return held.rc === null
      },
    })), 1)
    ask(service)
    const handle = runtime.spawn(service.call(1))
    runtime.runUntilStalled()
    expect((thrownBy(() => runtime.blockOn(handle)) as Error).cause).toBeInstanceOf(NotSendableError)
    expect(ask(service)).toBe('ready')
  })
})
