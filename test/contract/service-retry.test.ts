// Retry, its policy and its budget: contract 45; its response: contract 2–7, 9, 31.
import { describe, expect, it } from 'vitest'
import { blockOn, catchUnwind, drop, map, Pending, pending, pollFn, ready, sleep, type Future, type Result } from '../../src/index.ts'
import { ConcurrencyLimit, NotReadyError, Retry, retryLayer, ServiceBuilder, serviceFn, TpsBudget, type RetryPolicy } from '../../src/service/index.ts'
import { mockTask } from '../../src/testing/index.ts'
import { Probe } from '../support/probe.ts'
import { ProbeService, unclonable } from '../support/probe-service.ts'
import { ask, ServiceCaller } from '../support/service-caller.ts'
import { thrownBy } from '../support/thrown.ts'
import { Stand } from '../support/time-stand.ts'

/** Tries again after each failure, `times` times a request; notes what it is asked. */
function times<Req>(left: number, delay: () => Future<unknown> = () => ready(undefined), notes: string[] = []): RetryPolicy<Req, unknown> & { left: number } {
  return {
    left,
    retry(request, result) {
      notes.push(`${String(request)}: ${result.ok ? String(result.value) : (result.error as Error).message}`)
      if (result.ok || this.left === 0) return null
      this.left--
      return delay()
    },
    cloneRequest: request => request,
    clone() {
      return { ...this }
    },
  }
}

/** What the retries of a response are made by: the spare is cloned once for each that needs one. */
const spareOf = (inner: ProbeService): ProbeService => inner.clones[0]!

describe('Retry', () => {
  it('45: makes a request again until the policy is content', () => {
    const notes: string[] = []
    let fails = 2
    const service = new Retry(times<number>(5, undefined, notes), serviceFn((n: number) => (fails-- > 0 ? map(ready(0), () => { throw new Error(`no ${fails}`) }) : ready(n))))
    ask(service)
    expect(blockOn(service.call(7))).toBe(7)
    expect(notes).toEqual(['7: no 1', '7: no 0', '7: 7'])
  })

  it('45: or gives up: then the failure is that of the last try', () => {
    const service = new Retry(times<number>(2), serviceFn((n: number) => lazyFail(n)))
    let made = 0
    function lazyFail(n: number): Future<number> {
      return map(ready(n), () => { throw new Error(`try ${++made}`) })
    }
    ask(service)
    expect((thrownBy(() => blockOn(service.call(7))) as Error).message).toBe('try 3')
    expect(made).toBe(3)
  })

  it('45: a policy with clone counts for each request by itself', () => {
    let made = 0
    const service = new Retry(times(1), serviceFn(() => map(ready(made++), () => { throw new Error('no') })))
    const counts = [1, 2].map(n => {
      const before = made
      ask(service)
      expect((thrownBy(() => blockOn(service.call(n))) as Error).message).toBe('no')
      return made - before
    })
    expect(counts).toEqual([2, 2])
  })

  it('45: without a clone of the request there is no retry, and the policy is not asked', () => {
    const asked: unknown[] = []
    const inner = new ProbeService()
    const service = new Retry({ retry: (...what) => (asked.push(what), ready(1)), cloneRequest: () => null }, inner)
    ask(service)
    const response = mockTask(service.call('x'))
    inner.responses[0]!.willThrow(new Error('no'))
    expect((thrownBy(() => response.poll()) as Error).message).toBe('no')
    expect([asked, inner.clones]).toEqual([[], []])
  })

  it('45: waits for the policy’s future, then for readiness, in an instance of its own', () => {
    const inner = new ProbeService()
    const delay = new Probe('delay')
    const service = new Retry(times(1, () => delay), inner)
    ask(service)
    const task = mockTask(service.call('x'))
    spareOf(inner).isOpen = false
    inner.responses[0]!.willThrow(new Error('no'))
    expect([task.poll(), delay.polls, spareOf(inner).clones]).toEqual([Pending, 1, []])
    delay.complete('over')
    expect([task.poll(), delay.polls]).toEqual([Pending, 2])
    const [clone] = spareOf(inner).clones
    expect([clone!.asked, clone!.requests, spareOf(inner).asked]).toEqual([1, [], 0])
    expect(ask(service)).toBe('ready')
    clone!.open()
    expect([task.wakeCount, task.poll(), clone!.requests, inner.requests]).toEqual([2, Pending, ['x'], ['x']])
    clone!.responses[0]!.complete('at last')
    expect([task.poll(), clone!.disposes, spareOf(inner).disposes, inner.disposes]).toEqual(['at last', 1, 0, 0])
    drop(service)
    expect([spareOf(inner).disposes, inner.disposes]).toEqual([1, 1])
  })

  it('45: the retries go on when the service is disposed, since they own their instance', () => {
    const inner = new ProbeService()
    const service = new Retry(times(1), inner)
    ask(service)
    const task = mockTask(service.call('x'))
    drop(service)
    inner.responses[0]!.willThrow(new Error('no'))
    expect([task.poll(), inner.disposes, spareOf(inner).disposes]).toEqual([Pending, 1, 0])
    const [clone] = spareOf(inner).clones
    clone!.responses[0]!.complete('second')
    expect([task.poll(), clone!.disposes, spareOf(inner).disposes, inner.disposes]).toEqual(['second', 1, 1, 1])
  })

  it('45: what cannot be cloned is called in turns: a retry waits while a caller has readiness', () => {
    const inner = unclonable()
    const service = new Retry(times(1), inner)
    ask(service)
    const task = mockTask(service.call('first'))
    ask(service)
    inner.responses[0]!.willThrow(new Error('no'))
    expect([task.poll(), inner.requests]).toEqual([Pending, ['first']])
    const second = service.call('second')
    expect([task.wakeCount, task.poll(), inner.requests]).toEqual([1, Pending, ['first', 'second', 'first']])
    const caller = new ServiceCaller(service)
    expect(caller.ask()).toBe('ready')
    inner.responses[2]!.complete('done')
    expect(task.poll()).toBe('done')
    second[Symbol.dispose]()
    service[Symbol.dispose]()
    expect(inner.disposes).toBe(1)
  })

  it('45: its retries go on too when the service is disposed: the last response disposes what they share', () => {
    const inner = unclonable()
    const service = new Retry(times(2), inner)
    ask(service)
    const task = mockTask(service.call('a'))
    service[Symbol.dispose]()
    inner.responses[0]!.willThrow(new Error('no'))
    expect([task.poll(), inner.requests, inner.disposes]).toEqual([Pending, ['a', 'a'], 0])
    inner.responses[1]!.complete('done')
    expect([task.poll(), inner.disposes]).toEqual(['done', 1])
  })

  it('4: without a request that may be retried, or with the response dropped, it is disposed with the service', () => {
    const [unused, single, dropped] = [unclonable(), unclonable(), unclonable()]
    new Retry(times(1), unused)[Symbol.dispose]()
    const once = new Retry({ retry: () => null, cloneRequest: () => null }, single)
    ask(once)
    once.call('a')
    once[Symbol.dispose]()
    const service = new Retry(times(1), dropped)
    ask(service)
    service.call('a')[Symbol.dispose]()
    service[Symbol.dispose]()
    expect([unused.disposes, single.disposes, dropped.disposes]).toEqual([1, 1, 1])
  })

  it('45: who finds the service broken has its turn no longer: a retry gets it', () => {
    const inner = unclonable()
    const service = new Retry(times(1), inner)
    ask(service)
    const task = mockTask(service.call('a'))
    inner.failure = { error: new Error('broken') }
    expect((thrownBy(() => ask(service)) as Error).message).toBe('broken')
    inner.failure = null
    inner.responses[0]!.willThrow(new Error('no'))
    expect([task.poll(), inner.requests]).toEqual([Pending, ['a', 'a']])
  })

  it('45: and a call that was not announced is refused while a retry has the turn', () => {
    const calls: number[] = []
    let isOpen = true
    const inner = { pollReady: () => (isOpen ? undefined : Pending), call: (n: number) => (calls.push(n), map(ready(n), () => { throw new Error('no') })) }
    const service = new Retry(times<number>(1), inner)
    const task = mockTask(service.call(1))
    isOpen = false
    expect(task.poll()).toBe(Pending)
    expect(thrownBy(() => service.call(2))).toBeInstanceOf(NotReadyError)
    drop(task)
    drop(service.call(3))
    expect(calls).toEqual([1, 3])
  })

  it('6: so does what its future gives', () => {
    const [inner, waited] = [new ProbeService(), new Probe()]
    const service = new Retry(times(1, () => ready(waited)), inner)
    ask(service)
    const task = mockTask(service.call('a'))
    inner.responses[0]!.willThrow(new Error('no'))
    expect([task.poll(), waited.disposes]).toEqual([Pending, 1])
  })

  it('6: an output that the policy does not want goes to drop', () => {
    const inner = new ProbeService()
    const stale = new Probe()
    const again: RetryPolicy<unknown, unknown> = { retry: (_, result) => (result.ok && result.value === stale ? ready(1) : null), cloneRequest: r => r }
    const service = new Retry(again, inner)
    ask(service)
    const task = mockTask(service.call('x'))
    inner.responses[0]!.willBe(stale)
    expect([task.poll(), stale.disposes]).toEqual([Pending, 1])
    spareOf(inner).clones[0]!.responses[0]!.complete('fresh')
    expect(task.poll()).toBe('fresh')
  })

  it.each(['retry', 'cloneRequest'] as const)('2, 6: a throw from the policy’s %s fails the response, and drops what it holds', method => {
    const inner = new ProbeService()
    let asked = 0
    const policy: RetryPolicy<unknown, unknown> = { retry: () => ready(1), cloneRequest: r => r }
    const service = new Retry({ ...policy, [method]: (r: unknown) => {
      if (method === 'cloneRequest' && asked++ === 0) return r
      throw new Error('policy')
    } }, inner)
    ask(service)
    const task = mockTask(service.call('x'))
    const output = new Probe()
    inner.responses[0]!.willBe(output)
    expect((thrownBy(() => task.poll()) as Error).message).toBe('policy')
    expect([output.disposes, spareOf(inner).clones.map(one => one.disposes)]).toEqual([1, method === 'retry' ? [] : [1]])
  })

  it('5: dropped, it drops what it is at, and its instance', () => {
    const inner = new ProbeService()
    const delay = new Probe()
    const service = new Retry(times(1, () => delay), inner)
    for (const step of ['called', 'delayed'] as const) {
      ask(service)
      const task = mockTask(service.call(step))
      const response = inner.responses.at(-1)!
      if (step === 'delayed') response.willThrow(new Error('no'))
      task.poll()
      drop(task)
      expect([response.ended, delay.ended]).toEqual(step === 'called' ? ['dispose', null] : ['throw', 'dispose'])
    }
    expect([inner.clones.length, spareOf(inner).disposes]).toEqual([1, 0])
    drop(service)
    expect(spareOf(inner).disposes).toBe(1)
  })

  it('45: at the last try there is no request left, and no instance kept for it', () => {
    const inner = new ProbeService()
    let clones = 1
    const service = new Retry({ retry: () => ready(1), cloneRequest: (r: unknown) => (clones-- > 0 ? r : null) }, inner)
    ask(service)
    const task = mockTask(service.call('x'))
    inner.responses[0]!.willThrow(new Error('no'))
    expect(task.poll()).toBe(Pending)
    const [clone] = spareOf(inner).clones
    expect([clone!.requests, clone!.disposes]).toEqual([['x'], 1])
    clone!.responses[0]!.willThrow(new Error('again'))
    expect((thrownBy(() => task.poll()) as Error).message).toBe('again')
  })

  it('5: dropped while it retries, it drops its instance', () => {
    const inner = new ProbeService()
    const service = new Retry(times(1), inner)
    ask(service)
    const task = mockTask(service.call('x'))
    inner.responses[0]!.willThrow(new Error('no'))
    task.poll()
    drop(task)
    const [clone] = spareOf(inner).clones
    expect([clone!.responses[0]!.ended, clone!.disposes, spareOf(inner).disposes]).toEqual(['dispose', 1, 0])
  })

  it('2, 5: a failing delay fails the response, and is not touched again', () => {
    const inner = new ProbeService()
    const delay = new Probe()
    const service = new Retry(times(1, () => delay), inner)
    ask(service)
    const task = mockTask(service.call('x'))
    inner.responses[0]!.willThrow(new Error('no'))
    delay.willThrow(new Error('delay'))
    expect((thrownBy(() => task.poll()) as Error).message).toBe('delay')
    expect([delay.disposes, delay.misuse]).toEqual([0, []])
  })

  it('5, 45: a retry that waits for a permit and is dropped leaves the queue', () => {
    const inner = serviceFn((n: number) => (n < 0 ? map(ready(n), () => { throw new Error('no') }) : pending<number>()))
    const limit = new ConcurrencyLimit(inner, 1)
    const service = new Retry(times<number>(1), limit)
    ask(service)
    const task = mockTask(service.call(-1))
    const caller = new ServiceCaller(service)
    expect([caller.ask(), task.poll(), caller.wakes]).toEqual(['pending', Pending, 1])
    drop(task)
    expect(caller.ask()).toBe('ready')
    drop(service.call(2))
    expect(caller.ask()).toBe('ready')
  })

  it('31: tries that are always ready end with the budget, and are taken up again', () => {
    let tries = 0
    const service = new Retry(times(1000), serviceFn(() => map(ready(0), () => { throw new Error(`try ${++tries}`) })))
    ask(service)
    const task = mockTask(service.call(1), { budget: 10 })
    expect([task.poll(), tries, task.wakeCount]).toEqual([Pending, 11, 1])
    expect([task.poll(), tries, task.wakeCount]).toEqual([Pending, 21, 2])
  })

  it('45: as a layer, shares its policy', () => {
    const service = new ServiceBuilder().layer(retryLayer(times(3))).service(serviceFn((n: number) => ready(n)))
    ask(service)
    expect(blockOn(service.call(3))).toBe(3)
    expect(thrownBy(() => retryLayer({} as never))).toBeInstanceOf(TypeError)
    expect((thrownBy(() => new Retry(serviceFn(ready) as never, times(1) as never)) as Error).name).toBe('TypeError')
  })

  it('45: a policy that answers with no future is told so', () => {
    const service = new Retry({ retry: () => undefined as never, cloneRequest: r => r }, serviceFn(ready))
    ask(service)
    expect((thrownBy(() => blockOn(service.call(1))) as Error).message).toMatch(/^RetryPolicy\.retry: expected a future/)
  })
})

describe('TpsBudget', () => {
  const stand = (): Stand => new Stand(0)

  it('45: has nothing without deposits or a reserve', () => {
    expect(new TpsBudget(1000, 0, 1).withdraw()).toBe(false)
  })

  it('45: one retry for each deposit, at 100 %', () => {
    const budget = new TpsBudget(1000, 0, 1)
    budget.deposit()
    expect([budget.withdraw(), budget.withdraw()]).toEqual([true, false])
  })

  it('45: one for five, at 20 %; two for one, at 200 %', () => {
    const [fifth, double] = [new TpsBudget(1000, 0, 0.2), new TpsBudget(1000, 0, 2)]
    for (let i = 0; i < 4; i++) fifth.deposit()
    const before = fifth.withdraw()
    fifth.deposit()
    double.deposit()
    expect([before, fifth.withdraw(), fifth.withdraw()]).toEqual([false, true, false])
    expect([double.withdraw(), double.withdraw(), double.withdraw()]).toEqual([true, true, false])
  })

  it('45: a deposit expires with its time to live', () => {
    const { runtime, driver } = stand()
    using _ = runtime.enter()
    const budget = new TpsBudget(1000, 0, 1)
    budget.deposit()
    driver.time += 901
    budget.deposit()
    expect(budget.withdraw()).toBe(true)
    driver.time += 3000
    expect(budget.withdraw()).toBe(false)
  })

  it('45: the slots of a time that has passed are emptied, those of one that has not are kept', () => {
    const { runtime, driver } = stand()
    using _ = runtime.enter()
    const budget = new TpsBudget(1000, 0, 0.5)
    budget.deposit()
    driver.time += 301
    budget.deposit()
    driver.time += 501
    expect([budget.withdraw(), budget.withdraw()]).toEqual([true, false])
  })

  it('45: the reserve is there again with time', () => {
    const { runtime, driver } = stand()
    using _ = runtime.enter()
    const budget = new TpsBudget(1000, 2, 0)
    const taken = (): boolean[] => [budget.withdraw(), budget.withdraw(), budget.withdraw()]
    expect(taken()).toEqual([true, true, false])
    driver.time += 1100
    budget.deposit()
    driver.time += 1100
    expect(taken()).toEqual([true, true, false])
  })

  it('45: numbers out of range are RangeErrors', () => {
    const wrong: [number, number, number][] = [[999, 1, 1], [60_001, 1, 1], [Number.NaN, 1, 1], [1000, -1, 1], [1000, 0.5, 1], [1000, 1, -0.1], [1000, 1, 1001], [1000, 1, Number.NaN]]
    for (const args of wrong) expect(thrownBy(() => new TpsBudget(...args))).toBeInstanceOf(RangeError)
  })

  it('45: as part of a policy it ends a storm of retries', () => {
    const { runtime } = stand()
    let calls = 0
    const budget = new TpsBudget(1000, 0, 0.2)
    const policy = {
      retry: (_: number, result: Result<number>) => {
        if (result.ok) return (budget.deposit(), null)
        return budget.withdraw() ? sleep(1) : null
      },
      cloneRequest: (n: number) => n,
    }
    const service = new Retry(policy, serviceFn((n: number) => pollFn((): number => {
      calls++
      if (n < 0) throw new Error('down')
      return n
    })))
    const run = (n: number): unknown => (ask(service), runtime.blockOn(catchUnwind(service.call(n))))
    for (let n = 0; n < 10; n++) run(n)
    expect(calls).toBe(10)
    for (let n = 1; n <= 10; n++) run(-n)
    expect(calls).toBe(22)
  })
})
