import { describe, expect, it } from 'vitest'
import { asyncBlock, blockOn, inspectOutput, pollFn, ready, Stream, watch, type Future } from '../../src/index.ts'
import { thrownBy } from '../support/thrown.ts'
import { item, StreamProbe } from '../support/stream-probe.ts'

const verdicts = 'a predicate answers at once: map the items to futures of their verdicts first, with buffered(n)'
const refused = (where: string, remedy: string): string => `${where}: its function returned a promise, and nobody waits for that here; ${remedy}`

/** Every method that waits for nothing its function returns, with a function that returns a promise. */
const misuses: { where: string; remedy: string; use: (source: Stream<unknown>, fn: () => unknown) => Future<unknown> }[] = [
  { where: 'Stream.forEach', remedy: 'return fromPromise(…) of it, a future, and the next item waits for that', use: (s, fn) => s.forEach(fn) },
  { where: 'Stream.some', remedy: verdicts, use: (s, fn) => s.some(fn) },
  { where: 'Stream.every', remedy: verdicts, use: (s, fn) => s.every(fn) },
  { where: 'Stream.find', remedy: verdicts, use: (s, fn) => s.find(fn) },
  { where: 'Stream.filter', remedy: verdicts, use: (s, fn) => s.filter(fn).count() },
  { where: 'Stream.takeWhile', remedy: verdicts, use: (s, fn) => s.takeWhile(fn).count() },
  { where: 'Stream.dropWhile', remedy: verdicts, use: (s, fn) => s.dropWhile(fn).count() },
  { where: 'Stream.inspect', remedy: 'forEach waits for the future of each item, as map(…).buffered(1) does', use: (s, fn) => s.inspect(fn).count() },
]

describe('a function that returns a promise where nobody would wait', () => {
  for (const { where, remedy, use } of misuses) {
    it(`42: ${where} fails with the remedy, its source disposed, and asks for no second item`, () => {
      const probe = new StreamProbe([item(1), item(2)])
      let calls = 0
      const fn = async (): Promise<boolean> => ++calls > 0
      const error = thrownBy(() => blockOn(use(Stream.from(probe), fn))) as Error
      expect([error.name, error.message]).toEqual(['TypeError', refused(where, remedy)])
      expect([calls, probe.polls, probe.disposes, probe.misuse]).toEqual([1, 1, 1, []])
    })
  }

  it('42: what is true or false without being a boolean decides as ever', () => {
    const judged = (answer: unknown): unknown[] => [
      blockOn(Stream.from([1]).filter(() => answer).count()), blockOn(Stream.from([1]).takeWhile(() => answer).count()),
      blockOn(Stream.from([1]).dropWhile(() => answer).count()), blockOn(Stream.from([1]).some(() => answer)), blockOn(Stream.from([1]).every(() => answer)),
      blockOn(Stream.from([1]).find(() => answer)),
    ]
    for (const truth of [1, 'x', {}, [], Symbol('s'), () => {}]) expect(judged(truth)).toEqual([1, 1, 0, true, true, 1])
    for (const lie of [0, '', null, undefined, NaN]) expect(judged(lie)).toEqual([0, 0, 1, false, false, undefined])
  })

  it('42: forEach takes anything else for done: only a future is waited for', () => {
    for (const answer of [1, 'x', null, {}, [], () => ready(1)]) expect(blockOn(Stream.from([1, 2]).forEach(() => answer))).toBe(undefined)
  })

  it('2: inspectOutput', () => {
    const output = { disposes: 0, [Symbol.dispose]() { this.disposes++ } }
    const error = thrownBy(() => blockOn(inspectOutput(ready(output), async () => {}))) as Error
    expect([error.message, output.disposes]).toEqual([refused('inspectOutput', 'andThen(future, fn) waits for the future that its function returns'), 1])
    expect(blockOn(inspectOutput(ready(1), () => [2].push(3)))).toBe(1)
  })

  it('41: WatchReceiver.waitFor', () => {
    const [, rx] = watch(1)
    // @ts-expect-error: the compiler sees it, too
    const error = thrownBy(() => blockOn(rx.waitFor(async () => true))) as Error
    expect(error.message).toBe(refused('WatchReceiver.waitFor', verdicts))
    expect(blockOn(rx.waitFor(n => n === 1))).toBe(1)
  })

  it('1: pollFn and asyncBlock take no async function, at the call', () => {
    expect((thrownBy(() => pollFn(async () => 1)) as Error).message).toBe(
      'pollFn: its function is async, and a poll answers at once; for a promise there is fromPromise(…)',
    )
    // @ts-expect-error: no generator
    expect((thrownBy(() => asyncBlock(async () => 1)) as Error).message).toContain('got one that is async')
  })
})
