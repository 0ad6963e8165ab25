// Random schedules of requests over a stack, beside a model of it: contract 45.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { drop, Pending } from '../../src/index.ts'
import { ConcurrencyLimit, LoadShed, oneshotCall, RateLimit, ServiceBuilder, serviceFn, concurrencyLimitLayer, timeoutLayer } from '../../src/service/index.ts'
import { mockTask, type MockTask } from '../../src/testing/index.ts'
import { LimitModel } from '../support/limit-model.ts'
import { ProbeService, unclonable } from '../support/probe-service.ts'
import { ask, ServiceCaller } from '../support/service-caller.ts'
import { Stand } from '../support/time-stand.ts'
import { map, ready } from '../../src/future/index.ts'

const CLONES = 4

const step = fc.oneof(
  fc.tuple(fc.constantFrom('ask', 'ask', 'call', 'call', 'dispose' as const), fc.nat(CLONES - 1)),
  fc.tuple(fc.constantFrom('poll', 'finish', 'drop' as const), fc.nat(7)),
  fc.tuple(fc.constant('pass' as const), fc.integer({ min: 1, max: 20 })),
)

function nameOf(act: () => void): string | null {
  try {
    act()
    return null
  } catch (error) {
    return (error as Error).name
  }
}

function compare(permits: number, steps: readonly (readonly [string, number])[]): void {
  const stand = new Stand()
  const model = new LimitModel(permits, 30, CLONES)
  const inner = new ProbeService()
  const probes: ProbeService['responses'] = inner.responses
  // All clones answer with probes that are found in one list.
  inner.clone = () => Object.assign(new ProbeService(), { responses: probes, clone: inner.clone })
  stand.within(() => {
    const service = new ServiceBuilder().layer(timeoutLayer(30)).layer(concurrencyLimitLayer(permits)).service(inner)
    const fresh = () => {
      const clone = service.clone()
      return { clone, caller: new ServiceCaller(clone) }
    }
    const instances = Array.from({ length: CLONES }, fresh)
    const tasks: MockTask<unknown>[] = []
    const polled = (at: number): string | null => {
      const task = tasks[at]
      if (task === undefined || model.responses[at]!.state === 'over') return null
      try {
        return task.poll() === Pending ? 'pending' : 'answer'
      } catch (error) {
        return (error as Error).name
      }
    }
    for (const [what, at] of steps) {
      const now = stand.driver.time
      if (what === 'ask') expect(instances[at]!.caller.ask()).toBe(model.ask(at))
      else if (what === 'call') {
        const failed = nameOf(() => tasks.push(mockTask(instances[at]!.clone.call('x'))))
        expect(failed ?? 'called').toBe(model.call(at, now))
      } else if (what === 'poll') expect(polled(at)).toBe(model.poll(at, false, now))
      else if (what === 'finish') {
        if (model.responses[at]?.state === 'running') probes[at]!.willBe('answer')
        expect(polled(at)).toBe(model.poll(at, true, now))
      } else if (what === 'drop') {
        drop(tasks[at])
        model.end(at)
      } else if (what === 'pass') stand.pass(at)
      else {
        drop(instances[at]!.clone)
        instances[at] = fresh()
        model.replace(at)
      }
      expect(instances.map(({ caller }) => caller.wakes)).toEqual(model.instances.map(one => one.wakes))
    }
    expect(probes.flatMap(probe => probe.misuse)).toEqual([])
  })
}

describe('a stack beside its model', () => {
  it('45: Timeout around ConcurrencyLimit: answers, wakes and refusals are the model’s after each step', () => {
    fc.assert(fc.property(fc.integer({ min: 1, max: 3 }), fc.array(step, { maxLength: 60 }), compare), { numRuns: 500 })
  })

  it('45: RateLimit: of calls made as soon as it is ready, each period has no more than its number, and no fewer if there is work', () => {
    fc.assert(fc.property(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 1, max: 50 }), fc.integer({ min: 1, max: 20 }), (calls, ms, count) => {
      const stand = new Stand()
      const service = new RateLimit(serviceFn(() => map(ready(0), () => stand.driver.time)), calls, ms)
      const times = Array.from({ length: count }, () => stand.runtime.blockOn(stand.within(() => oneshotCall(service, 0))))
      expect(times).toEqual(Array.from({ length: count }, (_, at) => Math.floor(at / calls) * ms))
    }))
  })

  it('45: LoadShed: what it passes on is what the service inside was ready for', () => {
    fc.assert(fc.property(fc.array(fc.constantFrom('open', 'close', 'ask', 'call'), { maxLength: 40 }), steps => {
      const inner = unclonable()
      const service = new LoadShed(new ConcurrencyLimit(inner, 100))
      let [isOpen, isReady, passed] = [true, false, 0]
      for (const what of steps) {
        if (what === 'open' || what === 'close') inner.isOpen = isOpen = what === 'open'
        else if (what === 'ask') {
          expect(ask(service)).toBe('ready')
          isReady = isOpen
        } else {
          const task = mockTask(service.call('x'))
          expect(nameOf(() => task.poll())).toBe(isReady ? null : 'OverloadedError')
          if (isReady) passed++
          isReady = false
        }
        expect(inner.requests.length).toBe(passed)
      }
    }))
  })
})
