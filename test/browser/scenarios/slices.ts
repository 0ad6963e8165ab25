// `hostLoop` on a page: slices, and what the page does between them.
import { hostLoop, joinAll, Pending, pollFn, Runtime, toPromise } from '../../../src/index.ts'
import type { Future, Poll } from '../../../src/index.ts'
import { SliceSpy } from '../../support/slice-spy.ts'
import { Busy } from './busy.ts'
import { dom, frame, frames } from './dom.ts'
import { HostCalls } from './host-calls.ts'

/** Three tasks of three steps each, and where they stand among the page's own callbacks. */
export async function fifo(): Promise<string[]> {
  const trace: string[] = []
  const steps = (name: string): Future<void> => {
    let step = 0
    return pollFn((cx): Poll<void> => {
      trace.push(`${name}${++step}`)
      if (step === 3) return
      cx.waker.wake()
      return Pending
    })
  }
  using runtime = new Runtime({ driver: hostLoop() })
  const tasks = ['a', 'b', 'c'].map(name => runtime.spawnLocal(steps(name)))
  trace.push('spawned')
  void Promise.resolve().then(() => trace.push('microtask'))
  await toPromise(joinAll(tasks), { runtime })
  return trace
}

const echo = (): Promise<void> =>
  new Promise(resolve => {
    const { port1, port2 } = new MessageChannel()
    port1.addEventListener('message', () => {
      port1.close()
      resolve()
    })
    port1.start()
    port2.postMessage(null)
  })

/** What a page waits for. */
const EVENTS = {
  frame,
  message: echo,
  timer: () => new Promise(resolve => { setTimeout(resolve, 1) }),
  response: async () => (await fetch('/answer')).text(),
}

export type EventKind = keyof typeof EVENTS

export interface Beside {
  /** How many events came while a task was busy. */
  readonly events: number
  /** Whether slices were run meanwhile. */
  readonly sliced: boolean
}

/** Awaits `event` so often, one after the other, beside a task that is always ready. */
async function besideBusyTask(event: () => Promise<unknown>, times: number): Promise<Beside> {
  const driver = new SliceSpy()
  using runtime = new Runtime({ driver })
  const busy = new Busy()
  runtime.spawnLocal(busy)
  // From here on it never rests.
  await frames(2)
  const before = driver.slices
  let events = 0
  while (events < times) {
    await event()
    events++
  }
  return { events, sliced: driver.slices > before }
}

export function eventsBesideBusyTask(kind: EventKind, times: number): Promise<Beside> {
  return besideBusyTask(EVENTS[kind], times)
}

/** As above, for clicks on a button that is there for so long. */
export async function clicksBesideBusyTask(times: number): Promise<Beside> {
  const button = dom.document.createElement('button')
  button.textContent = 'click'
  let clicked = (): void => {}
  button.addEventListener('click', () => clicked())
  const click = (): Promise<void> => new Promise(resolve => {
    clicked = resolve
    dom.document.body.append(button)
  })
  try {
    return await besideBusyTask(click, times)
  } finally {
    button.remove()
  }
}

/** So many slices of a busy task, and what the page was asked for them. */
export async function turns(slices: number): Promise<{ slices: number; messages: number; timers: number; withinPolls: boolean }> {
  const calls = new HostCalls()
  const driver = new SliceSpy()
  using runtime = new Runtime({ driver })
  const polls: number[] = []
  await new Promise<void>(resolve => {
    const busy = new Busy(() => {
      polls[driver.slices] = (polls[driver.slices] ?? 0) + 1
      if (driver.slices < slices) return
      busy.stop()
      resolve()
    })
    runtime.spawnLocal(busy)
  })
  await frames(2)
  return { slices: driver.slices, messages: calls.messages, timers: calls.timers, withinPolls: polls.every(count => count <= 7808) }
}

/** Two runtimes that are both always ready, for so many slices altogether. */
export async function twoBusyRuntimes(slices: number): Promise<string[]> {
  const trace: string[] = []
  await new Promise<void>(resolve => {
    const all = ['a', 'b'].map(name => {
      const runtime = new Runtime({ driver: hostLoop(), name })
      runtime.spawnLocal(new Busy(() => {
        if (trace.at(-1) === name) return
        trace.push(name)
        if (trace.length <= slices) return
        for (const each of all) each[Symbol.dispose]()
        resolve()
      }))
      return runtime
    })
  })
  return trace.slice(0, slices)
}

/** A runtime with nothing to do, and one that was disposed in the middle of its work: what they ask for in five frames. */
export async function quiet(): Promise<{ messages: number; timers: number; polls: number }> {
  const busy = new Busy()
  const gone = new Runtime({ driver: hostLoop() })
  gone.spawnLocal(busy)
  using idle = new Runtime({ driver: hostLoop() })
  idle.spawnLocal(pollFn((): Poll<void> => Pending))
  await frames(2)
  gone[Symbol.dispose]()
  const calls = new HostCalls()
  const before = busy.polls
  await frames(5)
  return { messages: calls.messages, timers: calls.timers, polls: busy.polls - before }
}

/** A task that fails and is joined by nobody, and those that come after it. */
export async function failure(): Promise<string[]> {
  const trace: string[] = []
  using runtime = new Runtime({ driver: hostLoop() })
  runtime.spawnLocal(pollFn(() => { throw new Error('on purpose') }))[Symbol.dispose]()
  await toPromise(runtime.spawnLocal(pollFn(() => { trace.push('the next task') })), { runtime })
  await toPromise(runtime.spawnLocal(pollFn(() => { trace.push('a later one') })), { runtime })
  return trace
}
