// pin and its loans once more, from the contract alone.
import { expect, it } from 'vitest'
import {
  abortable, andThen, asyncBlock, blockOn, BorrowError, byRef, FuturesUnordered, join, joinAll, map, pin, PolledAfterCompletionError, race, ready, select,
  selectAll, selectBiased, shared, wait,
} from '../../src/index.ts'
import { Probe } from '../support/probe.ts'
import { Rig } from '../support/rig.ts'
import { stages } from '../support/stages.ts'
import { thrownBy } from '../support/thrown.ts'

it('4: a pin owns: disposed once, not after the end; a loan disposes nothing', () => {
  const [a, b] = [new Probe(), new Probe()]
  const pinned = pin(a)
  const loan = pinned.asMut() as Partial<Disposable>
  for (let i = 0; i < 2; i++) loan[Symbol.dispose]?.()
  expect(a.disposes).toBe(0)
  for (let i = 0; i < 2; i++) pinned[Symbol.dispose]()
  expect([a.disposes, a.polls]).toEqual([1, 0])
  const done = pin(b.willBe(1))
  const rig = new Rig()
  expect(rig.turn(done.asMut())).toEqual({ value: 1 })
  done[Symbol.dispose]()
  expect([b.misuse, b.disposes]).toEqual([[], 0])
  expect(rig.thrown(done)).toBeInstanceOf(PolledAfterCompletionError)
})

it('4: nobody else can take what is pinned, whoever asks; it is left as it is', () => {
  const a = new Probe()
  const pinned = pin(a)
  const takers: (() => unknown)[] = [
    () => pin(a), () => map(a, x => x), () => andThen(a, () => a), () => join(a), () => joinAll([a]), () => select(a), () => selectBiased(a),
    () => race(a), () => selectAll([a]), () => shared(a), () => abortable(a), () => wait(a), () => blockOn(a), () => new FuturesUnordered([a]),
  ]
  expect(takers.map(take => (thrownBy(take) as Error).name)).toEqual(takers.map(() => 'BorrowError'))
  expect([a.polls, a.disposes]).toEqual([0, 0])
  expect(new Rig().turn(pinned)).toBe('pending')
})

it('4: a new loan ends the one before; two byRefs of one future are refused', () => {
  const a = new Probe()
  const pinned = pin(a)
  const [old, latest] = [pinned.asMut(), pinned.asMut()]
  const rig = new Rig()
  expect(rig.thrown(old)).toBeInstanceOf(BorrowError)
  expect([rig.turn(latest), a.polls]).toEqual(['pending', 1])
  const b = new Probe()
  expect(thrownBy(() => join(byRef(b), byRef(b)))).toBeInstanceOf(BorrowError)
})

it('2, 7: inside its own poll the pin is neither polled nor disposed', () => {
  const a = new Probe()
  const pinned = pin(a)
  const thrown: unknown[] = []
  a.onPoll = cx => void thrown.push(thrownBy(() => pinned.poll(cx)), thrownBy(() => pinned[Symbol.dispose]()))
  expect(new Rig().turn(pinned.asMut())).toBe('pending')
  expect(thrown.map(e => e instanceof BorrowError)).toEqual([true, true])
})

it.each(stages)('5: an operation that loses a select goes on in the next round, in %s', async (_, stage) => {
  const trace = await stage((start, log) => {
    const operation = new Probe<string>()
    const pinned = pin(operation)
    start(asyncBlock(function* () {
      for (let round = 0; round < 3; round++) {
        if (round === 2) operation.willBe('done')
        const first = yield* wait(selectBiased(pinned.asMut(), ready(round)))
        log.push(`${first.index} ${first.value}`)
      }
      log.push(`polls ${operation.polls}, disposes ${operation.disposes}`)
    }))
  })
  expect(trace).toEqual(['1 0', '1 1', '0 done', 'polls 3, disposes 0'])
})
