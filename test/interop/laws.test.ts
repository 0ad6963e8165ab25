// Random histories of a promise or an iteration against what they must come to.
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { fromAbortSignal, fromPromise, map, Runtime, select } from '../../src/index.ts'
import { toAsyncIterable, toPromise } from '../../src/interop/index.ts'
import { hostTurns, standing } from '../support/host-turns.ts'
import { Probe } from '../support/probe.ts'
import { SourceDriver } from '../support/source-driver.ts'
import { SpySignal } from '../support/spy-signal.ts'
import { StreamProbe, item } from '../support/stream-probe.ts'

const stand = () => new Runtime({ driver: new SourceDriver(), onUnhandledError: () => {} })

const promiseOps = fc.array(fc.constantFrom('wake', 'complete', 'fail', 'abort', 'run', 'shutdown'), { maxLength: 12 })

/** What a promise of a future comes to: `done` is what the future will answer, `woken` whether it will be asked. */
function promiseOutcome(ops: readonly string[]): string {
  let done = 'open'
  let woken = false
  for (const op of ops) {
    if (op === 'wake') woken = true
    else if (op === 'complete' || op === 'fail') {
      done = op === 'complete' ? 'out' : 'rejected: thrown'
      woken = true
    } else if (op === 'abort') return 'rejected: aborted'
    else if (op === 'shutdown') return 'rejected: JoinError: task 1 (Probe) was cancelled'
    else if (woken && done !== 'open') return done
    else woken = false
  }
  return 'open'
}

it('46: whatever happens to a future behind a promise, the promise settles once, as it should, and nothing is left behind', async () => {
  await fc.assert(fc.asyncProperty(promiseOps, async ops => {
    const runtime = stand()
    const signal = new SpySignal()
    const probe = new Probe('f')
    const promise = toPromise(probe, { runtime, signal })
    const acts: Record<string, () => void> = {
      wake: () => probe.wake(),
      complete: () => { if (probe.ended === null) probe.complete('out') },
      fail: () => { if (probe.ended === null) probe.fail('thrown') },
      abort: () => signal.abort('aborted'),
      run: () => { if (!runtime.isClosed) runtime.runUntilStalled() },
      shutdown: () => runtime[Symbol.dispose](),
    }
    for (const op of ops) acts[op]!()
    const [stood] = await standing(promise)
    expect(stood).toBe(promiseOutcome(ops))
    expect(signal.added - signal.removed).toBe(stood === 'open' ? 1 : 0)
    expect(probe.ended === null).toBe(stood === 'open')
    runtime[Symbol.dispose]()
    await promise.catch(() => {})
    expect([probe.misuse, signal.added - signal.removed]).toEqual([[], 0])
  }), { numRuns: 500 })
})

const streamOps = fc.array(fc.constantFrom('next', 'next', 'next', 'item', 'item', 'done', 'throw', 'return', 'run', 'run'), { maxLength: 16 })

/** What each call comes to, and how the stream ends, when an async generator would answer. */
function iterationOutcome(ops: readonly string[]): { lines: string[]; disposes: number } {
  const lines: string[] = []
  const calls: number[] = []
  const script: string[] = []
  let state = 'idle' as string // or 'waiting', or 'over'
  let [woken, items, disposes] = [false, 0, 0]
  const end = () => {
    state = 'over'
    for (const call of calls.splice(0)) lines[call] = '{"done":true}'
  }
  const pump = () => {
    woken = false
    while (calls.length > 0 && state !== 'over') {
      const step = script.shift()
      state = 'waiting'
      if (step === undefined) return
      if (step === 'done') return end()
      lines[calls.shift()!] = step === 'throw' ? 'rejected: thrown' : `{"value":${step},"done":false}`
      if (step === 'throw') return end()
    }
    if (state !== 'over') state = 'idle'
  }
  for (const op of ops) {
    if (op === 'next') {
      calls.push(lines.push('open') - 1)
      if (state === 'over') end()
      else if (state === 'idle') pump()
    } else if (op === 'return') {
      if (state !== 'over') disposes++
      end()
      lines.push('{"done":true}')
    } else if (op === 'run') {
      if (woken && state === 'waiting') pump()
    } else {
      script.push(op === 'item' ? String(items++) : op)
      if (state === 'waiting') woken = true
    }
  }
  return { lines, disposes }
}

it('46: whatever is asked of an iteration and happens to its stream, it answers in order, as an async generator would', async () => {
  await fc.assert(fc.asyncProperty(streamOps, async ops => {
    using runtime = stand()
    const stream = new StreamProbe()
    const items = toAsyncIterable(stream, { runtime })
    const calls: Promise<unknown>[] = []
    let given = 0
    const acts: Record<string, () => void> = {
      next: () => { calls.push(items.next()) },
      return: () => { calls.push(items.return()) },
      item: () => stream.push(item(given++)),
      done: () => stream.push('done'),
      throw: () => stream.push({ throw: 'thrown' }),
      run: () => { runtime.runUntilStalled() },
    }
    for (const op of ops) acts[op]!()
    expect({ lines: await standing(...calls), disposes: stream.disposes }).toEqual(iterationOutcome(ops))
    expect(stream.misuse).toEqual([])
  }), { numRuns: 1000 })
})

it('28, 46: host sources and listeners balance, whatever settles, aborts and is polled when', async () => {
  const step = fc.record({ at: fc.nat(3), op: fc.constantFrom('settle', 'abort', 'poll one', 'poll two', 'dispose', 'turn') })
  await fc.assert(fc.asyncProperty(fc.array(step, { maxLength: 20 }), async steps => {
    const drivers = [new SourceDriver(), new SourceDriver()]
    const runtimes = drivers.map(driver => new Runtime({ driver }))
    const cells = Array.from({ length: 4 }, () => {
      let settle!: (value: string) => void
      const promise = new Promise<string>(resolve => { settle = resolve })
      const signal = new SpySignal()
      const state = { over: false }
      const future = map(select(fromPromise(promise), fromAbortSignal(signal)), out => {
        state.over = true
        return out
      })
      return { settle, signal, state, future }
    })
    for (const { at, op } of steps) {
      const { settle, signal, state, future } = cells[at]!
      if (op === 'settle') settle('out')
      else if (op === 'abort') signal.abort('aborted')
      else if (op === 'turn') await hostTurns()
      else if (op === 'dispose') {
        future[Symbol.dispose]()
        state.over = true
      } else if (!state.over) {
        using _ = runtimes[op === 'poll one' ? 0 : 1]!.enter()
        future.poll({ waker: { wake() {}, willWake: () => true } })
      }
    }
    for (const { future } of cells) future[Symbol.dispose]()
    expect([drivers.map(({ host }) => host), cells.map(({ signal }) => signal.added - signal.removed)]).toEqual([[0, 0], [0, 0, 0, 0]])
    for (const runtime of runtimes) runtime[Symbol.dispose]()
  }), { numRuns: 300 })
})
