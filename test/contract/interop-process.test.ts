// What the border leaves behind in a process: unhandled rejections, and whether it ends.
import { describe, expect, it } from 'vitest'
import { runModule } from '../support/run-module.ts'

const COUNTED = `
import { fromAbortSignal, fromAsyncIterable, fromPromise, lazy, pending, race, Runtime, hostLoop, sleep, toAsyncIterable, toPromise } from 'pollux'
let unhandled = 0
process.on('unhandledRejection', () => { unhandled++ })
process.on('uncaughtException', error => { console.log('uncaught', error) })
const heard: string[] = []
const runtime = new Runtime({ driver: hostLoop(), onUnhandledError: error => { heard.push(String(error.cause)) } })
const turn = () => new Promise(resolve => setImmediate(resolve))
const turns = async () => { for (let i = 0; i < 5; i++) await turn() }
const fail = (what: string) => turn().then(() => { throw what })
const report = async () => {
  await turns()
  console.log(JSON.stringify({ unhandled, heard: heard.sort() }))
}
`

describe('46: no unhandled rejection that the program did not make', () => {
  it('46: fromPromise: unpolled, thrown from the poll, disposed before and after, the loser of a race', () => {
    const { out, errors, status } = runModule(`${COUNTED}
      using guard = runtime.enter()
      const unpolled = fromPromise(Promise.reject('unpolled'))
      const polled = toPromise(fromPromise(fail('polled')), { runtime }).catch(error => 'caught ' + error)
      fromPromise(fail('disposed before'))[Symbol.dispose]()
      const after = fromPromise(Promise.reject('disposed after'))
      const raced = toPromise(race(fromPromise(fail('loser')), lazy(() => 'won')), { runtime })
      guard[Symbol.dispose]()
      console.log(await polled, await raced)
      await turns()
      after[Symbol.dispose]()
      await report()
      unpolled[Symbol.dispose]()
    `)
    expect([out, errors, status]).toEqual([['caught polled won', '{"unhandled":0,"heard":["disposed after","disposed before","loser"]}'], '', 0])
  })

  it('46: toPromise: aborted before, while it waits, during its poll, and shut down', () => {
    const { out, errors, status } = runModule(`${COUNTED}
      const ends: string[] = []
      const note = (promise: Promise<unknown>) => promise.then(() => {}, error => { ends.push(String(error.message ?? error).replace(/task [0-9]+/, 'task N')) })
      const [before, waiting, during] = [new AbortController(), new AbortController(), new AbortController()]
      before.abort('before')
      void note(toPromise(pending(), { runtime, signal: before.signal }))
      void note(toPromise(fromPromise(fail('late')), { runtime, signal: waiting.signal }))
      void note(toPromise({ poll: () => (during.abort('during'), pending().poll({ waker: { wake() {}, willWake: () => true } })) }, { runtime, signal: during.signal }))
      void note(toPromise(fromAbortSignal(new AbortController().signal), { runtime }))
      waiting.abort('waiting')
      await turns()
      runtime[Symbol.dispose]()
      await turns()
      console.log(ends.join(', '))
      await report()
    `)
    expect([out, errors, status]).toEqual([['before, during, waiting, task N (FromAbortSignal) was cancelled', '{"unhandled":0,"heard":["late"]}'], '', 0])
  })

  it('46: async iterables: broken out of, failing, disposed with a next() and a return() under way', () => {
    const { out, errors, status } = runModule(`${COUNTED}
      async function* counting() {
        try {
          for (let n = 1; ; n++) yield n
        } finally {
          throw 'finally'
        }
      }
      for await (const n of toAsyncIterable(fromAsyncIterable(counting()), { runtime })) if (n === 2) break
      async function* failing() {
        yield 1
        throw 'failing'
      }
      const seen: unknown[] = []
      try {
        for await (const n of toAsyncIterable(fromAsyncIterable(failing()), { runtime })) seen.push(n)
      } catch (error) {
        seen.push(error)
      }
      const items = toAsyncIterable(fromAsyncIterable((async function* () { yield await fail('under way') })()), { runtime })
      const pendings = [items.next(), items.next(), items.return()]
      console.log(JSON.stringify([seen, await Promise.all(pendings)]))
      await report()
    `)
    const over = '{"done":true}'
    expect([out, errors, status]).toEqual([[`[[1,"failing"],[${over},${over},${over}]]`, '{"unhandled":0,"heard":["finally","under way"]}'], '', 0])
  })

  it('46: a failed toPromise that nobody listens to is one unhandled rejection, as of any promise', () => {
    const { out, status } = runModule(`${COUNTED}
      void toPromise(lazy(() => { throw new Error('mine') }), { runtime })
      await report()
    `)
    expect([out, status]).toEqual([['{"unhandled":1,"heard":[]}'], 0])
  })
})

describe('29, 46: how long the process lives', () => {
  it('29: for a promise, a signal and an async iterable that a task waits on, though nothing else of the host’s keeps it', () => {
    const { out, errors, status } = runModule(`
      import { fromAbortSignal, fromAsyncIterable, fromPromise, toPromise } from 'pollux'
      const later = () => new Promise<string>(resolve => { setTimeout(resolve, 5, 'later').unref() })
      console.log(await toPromise(fromPromise(later())))
      console.log(((await toPromise(fromAbortSignal(AbortSignal.timeout(5)))) as Error).name)
      using stream = fromAsyncIterable((async function* () { yield await later() })())
      console.log(await toPromise(stream.next()))
    `)
    expect([out, errors, status]).toEqual([['later', 'TimeoutError', 'later'], '', 0])
  })

  it('29: not for what was disposed, nor for what nobody polls', () => {
    const { out, errors, status } = runModule(`
      import { fromAbortSignal, fromAsyncIterable, fromPromise, toAsyncIterable, toPromise } from 'pollux'
      const never = new Promise<never>(() => {})
      const controller = new AbortController()
      const { signal } = controller
      for (const future of [fromPromise(never), fromAbortSignal(new AbortController().signal)]) {
        toPromise<unknown>(future, { signal }).catch(reason => { console.log(reason) })
      }
      const items = toAsyncIterable(fromAsyncIterable({ [Symbol.asyncIterator]: () => ({ next: () => never }) }))
      void items.next().then(({ done }) => { console.log('done', done) })
      fromPromise(never)
      controller.abort('stopped')
      void items.return()
      console.log('end of the module')
    `)
    expect([out, errors, status]).toEqual([['end of the module', 'stopped', 'stopped', 'done true'], '', 0])
  })

  it('29: a future behind a promise that nothing can wake is reported, exit code 13', () => {
    const { out, errors, status } = runModule(`
      import { pending, toPromise } from 'pollux'
      void toPromise(pending())
      console.log('end of the module')
    `)
    expect([out, status]).toEqual([['end of the module'], 13])
    expect(errors).toMatch(/DeadlockError: nothing can wake the one task that is left.*\n {2}task 1 \(toPromise\(\w+\)\)/)
  })

  it('46: a module that only imports does nothing', () => {
    const { out, errors, status } = runModule(`
      import * as interop from 'pollux/interop'
      console.log(Object.keys(interop).sort().join(' '))
    `)
    expect([out, errors, status]).toEqual([
      ['FetchFuture FromAbortSignal FromAsyncIterable FromEvent FromNodeReadable FromNodeWritable FromPromise FromReadableStream FromWritableStream '
        + 'MissedEventsError StreamItems '
        + 'fetchFuture fromAbortSignal fromAsyncIterable fromEvent fromNodeReadable fromNodeWritable fromPromise fromReadableStream fromWritableStream '
        + 'toAsyncIterable toNodeReadable toNodeWritable toPromise toReadableStream toWritableStream'],
      '',
      0,
    ])
  })
})
