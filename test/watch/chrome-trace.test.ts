/** The export in Chrome's trace-event format, held to what the format's document asks. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { join, lazy, LocalSet, mpsc, Mutex, pending, Runtime, sleep, spawn, timeout, yieldNow, type Future } from '../../src/index.ts'
import { chromeTrace, Recorder, writeChromeTrace } from '../../src/watch/index.ts'
import { faultsOf, type ChromeTrace } from '../support/chrome-trace.ts'
import { VirtualDriver } from '../support/virtual-driver.ts'

/** Programs with every kind of event. */
const PARTS: readonly (() => Future<unknown>)[] = [
  () => sleep(3),
  () => yieldNow(),
  () => timeout(2, pending()),
  () => lazy(() => { spawn(yieldNow()) }),
  () => lazy(() => { spawn(pending()).abort() }),
  () => lazy(() => { spawn(lazy(() => { throw new Error('no') })) }),
  () => { const set = new LocalSet(); set.spawnLocal(sleep(1)); set.spawnLocal(yieldNow()); return set },
  () => { const [sender, receiver] = mpsc<number>(1); return join(sender.send(1), sender.send(2), receiver.recv()) },
  () => { const mutex = new Mutex(1); return join(mutex.lock(), timeout(1, mutex.lock())) },
]

function record(parts: readonly number[], capacity: number, clock?: () => number): Recorder {
  const recorder = new Recorder(clock === undefined ? { capacity } : { capacity, clock })
  const runtime = new Runtime({ driver: new VirtualDriver(), observer: recorder, onUnhandledError() {} })
  for (const at of parts) runtime.spawnLocal(PARTS[at]!())
  runtime.blockOn(join(sleep(4), yieldNow()))
  runtime[Symbol.dispose]()
  return recorder
}

const parse = (recorder: Recorder): ChromeTrace => JSON.parse(chromeTrace(recorder)) as ChromeTrace

describe('chromeTrace', () => {
  it('is sound for any program, also where its beginning was dropped', () => {
    fc.assert(fc.property(fc.array(fc.nat(PARTS.length - 1), { maxLength: 6 }), fc.constantFrom(8, 20, 50, 10_000), (parts, capacity) => {
      expect(faultsOf(parse(record(parts, capacity)))).toEqual([])
    }), { numRuns: 200 })
  })

  it('is sound with a clock that stands still now and then', () => {
    let ticks = 0
    expect(faultsOf(parse(record([0, 1, 2, 3, 4, 5, 6, 7, 8], 10_000, () => Math.floor(ticks++ / 5) / 10)))).toEqual([])
  })

  it('shows a wake, event by event', () => {
    const recorder = new Recorder()
    using runtime = new Runtime({ observer: recorder })
    runtime.blockOn(runtime.spawn(yieldNow()))
    const { traceEvents } = parse(recorder)
    const lines = traceEvents.map(({ ph, ts, tid, name, id }) => `${ts} ${ph} ${tid} ${name}${id === undefined ? '' : ` #${id}`}`)
    expect(lines.filter(line => !line.includes(' M '))).toEqual([
      '0 X 1 task', '0 s 1 spawn #0', '0 C 1 ready tasks',
      '1 X 1 main', '1 s 1 spawn #1',
      '2 B 10 JoinHandle', '2 f 10 spawn #1', '3 b 10 JoinHandle #wait 1', '4 E 10 JoinHandle',
      '5 B 11 YieldNow', '5 f 11 spawn #0', '5 C 1 ready tasks',
      '6 s 11 wake #6', '6 C 1 ready tasks', '7 E 11 YieldNow',
      '8 B 11 YieldNow', '8 f 11 wake #6', '8 C 1 ready tasks', '9 E 11 YieldNow',
      '10 e 10 JoinHandle #wait 1', '11 X 11 wake', '11 s 11 wake #11',
      '12 B 10 JoinHandle', '12 f 10 wake #11', '13 E 10 JoinHandle',
    ])
    expect(traceEvents.filter(({ name }) => name === 'thread_name').map(({ tid, args }) => `${tid} ${args!['name']}`)).toEqual([
      '1 outside: timers, threads, the host', '2 the thread', '10 the main future (JoinHandle)', '11 task 1 (YieldNow)',
    ])
  })

  it('says how much was dropped, and is written in pieces', () => {
    const recorder = record([0, 1, 2], 10)
    const pieces: string[] = []
    writeChromeTrace(recorder, piece => void pieces.push(piece), { name: 'jobs "1"' })
    const trace = JSON.parse(pieces.join('')) as ChromeTrace
    expect(trace.otherData.droppedEvents).toBe(recorder.dropped)
    expect(trace.traceEvents[0]).toMatchObject({ name: 'process_name', ph: 'M', args: { name: 'jobs "1"' } })
    expect(pieces.length).toBe(trace.traceEvents.length + 2)
  })

  it('would be found unsound', () => {
    const sound = parse(record([0, 1, 2, 3, 4, 5, 6, 7, 8], 10_000))
    for (const ph of ['B', 'E', 's', 'f', 'b', 'e']) {
      const at = sound.traceEvents.findIndex(event => event.ph === ph)
      expect(faultsOf({ ...sound, traceEvents: sound.traceEvents.toSpliced(at, 1) })).not.toEqual([])
    }
    expect(faultsOf({ ...sound, traceEvents: sound.traceEvents.toReversed() })).not.toEqual([])
  })

  it('is sound for an empty recording', () => {
    expect(faultsOf(parse(new Recorder()))).toEqual([])
  })
})
