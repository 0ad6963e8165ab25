// The mock itself: readiness that the test allows, requests that it sees, responses that it sends.
import { describe, expect, it } from 'vitest'
import { BorrowError, ClosedError, Done, drop, isSendable, Pending, type PolledAfterCompletionError } from '../../src/index.ts'
import { oneshotCall } from '../../src/service/index.ts'
import { mockService, mockTask } from '../../src/testing/index.ts'
import { Probe } from '../support/probe.ts'
import { ask, ServiceCaller } from '../support/service-caller.ts'
import { thrownBy } from '../support/thrown.ts'

describe('mockService', () => {
  it('sees requests in their order, and answers each when it likes', () => {
    const [service, handle] = mockService<string, number>()
    const tasks = ['a', 'b'].map(text => mockTask(oneshotCall(service, text)))
    expect([tasks.map(task => task.poll()), handle.size]).toEqual([[Pending, Pending], 2])
    const [first, second] = [handle.takeRequest()!, handle.takeRequest()!]
    expect([first.request, second.request, handle.takeRequest()]).toEqual(['a', 'b', null])
    second.sendResponse(2)
    expect([tasks.map(task => task.wakeCount), tasks[1]!.poll()]).toEqual([[0, 1], 2])
    first.sendError(new RangeError('no'))
    expect(thrownBy(() => tasks[0]!.poll())).toBeInstanceOf(RangeError)
    expect(thrownBy(() => tasks[0]!.poll()) as PolledAfterCompletionError).toHaveProperty('what', 'OneshotCall')
  })

  it('is ready as often as it was allowed, and wakes those who wait', () => {
    const [service, handle] = mockService<number, number>()
    handle.allow(0)
    const clone = service.clone()
    const callers = [new ServiceCaller(service), new ServiceCaller(clone)]
    expect(callers.map(caller => caller.ask())).toEqual(['pending', 'pending'])
    handle.allow(1)
    expect(callers.map(caller => caller.wakes)).toEqual([1, 1])
    expect(callers.map(caller => caller.ask())).toEqual(['ready', 'pending'])
    service.call(1)
    expect(callers.map(caller => caller.ask())).toEqual(['pending', 'pending'])
    expect(thrownBy(() => handle.allow(-1))).toBeInstanceOf(RangeError)
  })

  it('gives an allowed call back when the instance that has it is disposed', () => {
    const [service, handle] = mockService<number, number>()
    handle.allow(1)
    const clone = service.clone()
    expect(ask(service)).toBe('ready')
    const caller = new ServiceCaller(clone)
    expect(caller.ask()).toBe('pending')
    drop(service)
    drop(service)
    expect([caller.wakes, caller.ask()]).toEqual([1, 'ready'])
    expect(thrownBy(() => ask(service))).toBeInstanceOf(BorrowError)
  })

  it('throws from pollReady once, what the handle was told', () => {
    const [service, handle] = mockService<number, number>()
    handle.allow(0)
    const caller = new ServiceCaller(service)
    caller.ask()
    const failure = new Error('lost')
    handle.sendError(failure)
    expect([caller.wakes, thrownBy(() => caller.ask()), caller.ask()]).toEqual([1, failure, 'pending'])
  })

  it('sees what was dropped, and drops what comes too late', () => {
    const [service, handle] = mockService<number, Probe>()
    const task = mockTask(oneshotCall(service, 1))
    task.poll()
    const request = handle.takeRequest()!
    expect(request.isDropped()).toBe(false)
    drop(task)
    const output = new Probe()
    request.sendResponse(output)
    expect([request.isDropped(), output.disposes]).toEqual([true, 1])
    request.sendError(new Error('nobody hears it'))
  })

  it('drops an answer that nobody takes', () => {
    const [service, handle] = mockService<number, Probe>()
    const task = mockTask(oneshotCall(service, 1))
    task.poll()
    const output = new Probe()
    const request = handle.takeRequest()!
    request.sendResponse(output)
    drop(task)
    expect([output.disposes, request.isDropped()]).toEqual([1, true])
  })

  it('fails a response whose request is dropped unanswered, and one whose handle goes', () => {
    const [service, handle] = mockService<number, number>()
    const tasks = [1, 2].map(n => mockTask(oneshotCall(service, n)))
    for (const task of tasks) task.poll()
    drop(handle.takeRequest())
    const waiting = new ServiceCaller(service.clone())
    handle.allow(0)
    waiting.ask()
    drop(handle)
    const message = 'MockService: the request was dropped without an answer; give it sendResponse(…) or sendError(…)'
    for (const task of tasks) {
      const error = thrownBy(() => task.poll()) as ClosedError
      expect([error instanceof ClosedError, error.message]).toEqual([true, message])
    }
    expect([waiting.wakes, (thrownBy(() => waiting.ask()) as Error).message]).toEqual([1, 'MockService.pollReady: its handle was disposed; keep it for as long as the service is used'])
  })

  it('answers once: a second answer has nobody to go to, and is dropped', () => {
    const [service, handle] = mockService<number, Probe>()
    const task = mockTask(oneshotCall(service, 1))
    task.poll()
    const request = handle.takeRequest()!
    const [first, second] = [new Probe(), new Probe()]
    request.sendResponse(first)
    request.sendResponse(second)
    expect([task.poll(), first.disposes, second.disposes]).toEqual([first, 0, 1])
  })

  it('ends its requests when the last instance is disposed: those that came are still there', () => {
    const [service, handle] = mockService<string, number>()
    const clone = service.clone()
    ask(clone)
    clone.call('a')
    drop(clone)
    const next = mockTask(handle.nextRequest())
    expect(next.poll()).toHaveProperty('request', 'a')
    const last = mockTask(handle.nextRequest())
    expect(last.poll()).toBe(Pending)
    drop(service)
    expect([last.isWoken(), last.poll(), handle.takeRequest()]).toEqual([true, Done, null])
  })

  it('gives requests as a future too', () => {
    const [service, handle] = mockService<string, number>()
    const next = mockTask(handle.nextRequest())
    expect(next.poll()).toBe(Pending)
    mockTask(oneshotCall(service, 'late')).poll()
    expect(next.isWoken()).toBe(true)
    expect(next.poll()).toHaveProperty('request', 'late')
    expect([isSendable(service), isSendable(handle)]).toEqual([true, true])
  })
})
