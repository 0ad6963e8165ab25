// The border to promises on a page: `await`, fetch, streams of the web, abort signals.
import {
  catchUnwind, fromAbortSignal, fromAsyncIterable, fromPromise, hostLoop, join, map, pending, race, Runtime, sleep,
  toAsyncIterable, toPromise,
} from '../../../src/index.ts'
import type { JoinError } from '../../../src/index.ts'
import { Probe } from '../../support/probe.ts'
import { dom, frames } from './dom.ts'

/** Rejections that the page calls unhandled, from now on. */
function unhandled(): { count: number } {
  const seen = { count: 0 }
  dom.addEventListener('unhandledrejection', () => { seen.count++ })
  return seen
}

const answer = async (): Promise<string> => (await fetch('/answer')).text()

export async function outputs(): Promise<unknown[]> {
  const never = new Promise<string>(() => {})
  return [
    await toPromise(map(sleep(1), () => 'slept')),
    await toPromise(fromPromise(answer())),
    await toPromise(race(fromPromise(never), map(sleep(1), () => 'the timer'))),
    await Promise.all([toPromise(join(fromPromise(answer()), sleep(1))), toPromise(map(sleep(1), () => 'beside it'))]),
  ]
}

/** Failures in each direction: thrown where somebody waits, told to the runtime where nobody does, never unhandled. */
export async function failures(): Promise<{ same: boolean; thrown: string; told: string[]; unhandled: number }> {
  const rejections = unhandled()
  const told: string[] = []
  const onUnhandledError = (error: JoinError): void => { told.push(String(error.cause)) }
  using runtime = new Runtime({ driver: hostLoop(), onUnhandledError })
  const boom = new Error('boom')
  const caught = await toPromise(map(sleep(1), () => { throw boom }), { runtime }).catch((error: unknown) => error)
  const thrown = await toPromise(catchUnwind(fromPromise(Promise.reject(new Error('rejected')))), { runtime })
  const late = new Promise<never>((_, reject) => { setTimeout(reject, 5, new Error('too late')) })
  await toPromise(race(fromPromise(late), sleep(1)), { runtime })
  await late.catch(() => {})
  await frames(3)
  return { same: caught === boom, thrown: thrown.ok ? 'nothing' : String(thrown.error), told, unhandled: rejections.count }
}

/** A signal into each direction, and the listeners that are left on it. */
export async function signals(): Promise<Record<string, unknown>> {
  const controller = new AbortController()
  const { signal } = controller
  let listeners = 0
  const { addEventListener: add, removeEventListener: remove } = signal
  Object.assign(signal, {
    addEventListener: (...args: Parameters<typeof add>) => (listeners++, add.apply(signal, args)),
    removeEventListener: (...args: Parameters<typeof remove>) => (listeners--, remove.apply(signal, args)),
  })
  const held = new Probe()
  const dropped = toPromise<unknown>(held, { signal }).then(String, (reason: unknown) => `dropped: ${String(reason)}`)
  const polite = toPromise(race(map(fromAbortSignal(signal), reason => `stopped: ${String(reason)}`), pending<string>()))
  controller.abort('enough')
  const timedOut = toPromise(map(fromAbortSignal(AbortSignal.timeout(1)), reason => (reason as Error).name))
  return { dropped: await dropped, disposes: held.disposes, polite: await polite, timedOut: await timedOut, listeners }
}

/** The body of a response as a stream of the library, and that as something to loop over; then a loop that is left. */
export async function streams(): Promise<string[]> {
  const trace: string[] = []
  const { body } = await fetch('/answer')
  let text = ''
  for await (const bytes of toAsyncIterable(fromAsyncIterable(body!))) text += new TextDecoder().decode(bytes)
  trace.push(text)
  async function* words(): AsyncGenerator<string> {
    try {
      yield* ['to', 'be', 'or']
    } finally {
      trace.push('closed')
    }
  }
  for await (const word of toAsyncIterable(fromAsyncIterable(words()))) {
    trace.push(word)
    if (word === 'be') break
  }
  trace.push('left')
  return trace
}
