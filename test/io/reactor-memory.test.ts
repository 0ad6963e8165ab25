import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { FAILED, type Failure, type SinkPort, type SourcePort } from '../../src/io/io-host.ts'
import { RING } from '../../src/io/reactor/byte-ring.ts'
import { IdQueue } from '../../src/io/reactor/id-queue.ts'
import { READABLE, StreamMemory, TOLD } from '../../src/io/reactor/memory.ts'
import { RingSink } from '../../src/io/reactor/ring-sink.ts'
import { RingSource } from '../../src/io/reactor/ring-source.ts'
import { Inflow } from '../../src/io/reactor/thread/inflow.ts'
import { Outflow } from '../../src/io/reactor/thread/outflow.ts'
import { Teller } from '../../src/io/reactor/thread/teller.ts'

/** The byte that is sent at `at`. */
const byteAt = (at: number): number => (at * 31 + (at >> 7)) & 0xff
const BROKE: Failure = { code: 'ECONNRESET', syscall: 'read' }

/** Gives `total` bytes, in pieces as the test lets them come, then its end. */
class ScriptedSource implements SourcePort {
  failure: Failure | null = null
  asked = false
  private given = 0
  private here = 0
  private readonly total: number
  private readonly breaks: boolean

  constructor(total: number, breaks: boolean) {
    this.total = total
    this.breaks = breaks
  }

  come(count: number): void {
    this.here = Math.min(this.total, this.here + count)
    if (this.here === this.total && this.breaks) this.failure = BROKE
  }

  canRead(): boolean {
    this.asked = this.given === this.here && this.here < this.total
    return !this.asked
  }

  read(into: Uint8Array): number {
    const count = Math.min(into.length, this.here - this.given)
    if (count === 0) return this.failure === null ? 0 : FAILED
    for (let at = 0; at < count; at++) into[at] = byteAt(this.given + at)
    this.given += count
    return count
  }

  ignore(): void {
    this.asked = false
  }
}

/** Takes one piece at a time, and gives it on when the test lets it. */
class ScriptedSink implements SinkPort {
  readonly failure = null
  readonly taken: number[] = []
  stuck = false

  canWrite(): boolean {
    return !this.stuck
  }

  isFlushed(): boolean {
    return !this.stuck
  }

  write(from: Uint8Array): number {
    const count = Math.min(from.length, 3000)
    this.taken.push(...from.subarray(0, count))
    this.stuck = true
    return count
  }
}

/** Both sides of one stream, whose steps a test mixes as it likes: a bell is heard when it says so, and news likewise. */
class Pair {
  readonly memory = new StreamMemory()
  rung = false
  news = false
  readonly ring = (): void => { this.rung = true }
  readonly teller = new Teller(7, this.memory.words, { announce: () => { this.news = true } })

  /** What main is told. */
  hear(): number {
    this.news = false
    return Atomics.exchange(this.memory.words, TOLD, 0)
  }
}

describe('a ring between a source and main', () => {
  const steps = fc.array(fc.oneof(
    fc.record({ what: fc.constant('come' as const), count: fc.integer({ min: 1, max: 40_000 }) }),
    fc.record({ what: fc.constant('read' as const), count: fc.integer({ min: 1, max: 90_000 }) }),
    fc.record({ what: fc.constantFrom('bell' as const, 'ignore' as const, 'hear' as const), count: fc.constant(0) }),
  ), { maxLength: 60 })

  it.each([true, false])('29: loses no byte and no wake, whatever comes between, with read-ahead %s', eager => {
    fc.assert(fc.property(fc.integer({ min: 0, max: 300_000 }), fc.boolean(), steps, (total, breaks, script) => {
      const pair = new Pair()
      const port = new ScriptedSource(total, breaks)
      const inflow = new Inflow(pair.memory, port, pair.teller, eager)
      const source = new RingSource(pair.memory, eager, pair.ring)
      let [got, ended, waits] = [0, false, false]
      const bell = (): void => {
        if (!pair.rung) return
        pair.rung = false
        inflow.pump()
      }
      const read = (count: number): void => {
        waits = !source.canRead()
        if (waits) return
        const into = new Uint8Array(count)
        const took = source.read(into)
        if (took <= 0) ended = true
        else if (!into.subarray(0, took).every((byte, at) => byte === byteAt(got + at))) throw new Error(`wrong bytes after ${got}`)
        got += Math.max(0, took)
      }
      const come = (count: number): void => {
        port.come(count)
        source.failure = port.failure
        if (port.asked) inflow.pump()
      }
      for (const { what, count } of script) {
        if (ended) break
        if (what === 'come') come(count)
        else if (what === 'read') read(count)
        else if (what === 'bell') bell()
        else if (what === 'hear') pair.hear()
        else if (waits) {
          source.ignore()
          waits = false
        }
      }
      // From here on everything comes in order, and main reads only when it is told.
      for (let round = 0; !ended; round++) {
        if (round > 1000) throw new Error(`stuck after ${got} of ${total}, waiting: ${waits}`)
        come(50_000)
        bell()
        const told = (pair.hear() & READABLE) !== 0
        if (!waits || told || source.canRead()) read(50_000)
        if (waits && round > 900) throw new Error('never told')
      }
      expect([got, source.failure]).toEqual([total, breaks ? BROKE : null])
    }), { numRuns: 300 })
  })

  it('29: holds no more than its room, and goes on when half of that is free', () => {
    const pair = new Pair()
    const port = new ScriptedSource(10 * RING, false)
    const inflow = new Inflow(pair.memory, port, pair.teller, true)
    const source = new RingSource(pair.memory, true, pair.ring)
    port.come(10 * RING)
    expect([source.canRead(), pair.rung]).toEqual([false, true])
    pair.rung = false
    inflow.pump()
    expect([pair.memory.incoming.held(), pair.hear()]).toEqual([RING, READABLE])
    expect([source.read(new Uint8Array(RING / 2 - 1)), pair.rung]).toEqual([RING / 2 - 1, false])
    expect([source.read(new Uint8Array(1)), pair.rung]).toEqual([1, true])
    inflow.pump()
    expect(pair.memory.incoming.held()).toBe(RING)
  })
})

describe('a ring between main and a sink', () => {
  it('29: delivers in order, tells of room and of the flush, and holds no more than its room', () => {
    fc.assert(fc.property(fc.array(fc.integer({ min: 1, max: 30_000 }), { maxLength: 12 }), fc.array(fc.boolean(), { maxLength: 60 }), (pieces, order) => {
      const pair = new Pair()
      const port = new ScriptedSink()
      const outflow = new Outflow(pair.memory, port, pair.teller)
      const sink = new RingSink(pair.memory, pair.ring)
      let sent = 0
      let left = pieces.reduce((sum, piece) => sum + piece, 0)
      const total = left
      const deliver = (): void => {
        port.stuck = false
        outflow.pump()
        if (pair.memory.outgoing.held() > RING) throw new Error('too much in hand')
      }
      const write = (): void => {
        if (left === 0 || !sink.canWrite()) return
        const count = sink.write(Uint8Array.from({ length: Math.min(left, 20_000) }, (_, at) => byteAt(sent + at)))
        sent += count
        left -= count
        outflow.pump()
      }
      for (const writes of order) (writes ? write : deliver)()
      while (left > 0) {
        write()
        deliver()
      }
      for (let round = 0; !sink.isFlushed(); round++) {
        if (round > 200) throw new Error('never flushed')
        pair.hear()
        deliver()
      }
      expect(port.taken.length).toBe(total)
      expect(port.taken.every((byte, at) => byte === byteAt(at))).toBe(true)
    }), { numRuns: 40 })
  })
})

describe('the queue of numbers', () => {
  it('gives them in order, and says when there were too many', () => {
    const queue = new IdQueue()
    const other = new IdQueue(queue.memory)
    for (let id = 0; id < 5000; id++) queue.push(id)
    expect([other.isEmpty(), other.pop(), other.pop(), other.takeFull(), other.takeFull()]).toEqual([false, 0, 1, true, false])
    let last = 1
    for (let id; (id = other.pop()) !== -1; ) last = id
    expect([last, other.isEmpty()]).toEqual([4095, true])
    queue.push(7)
    expect([other.pop(), other.pop()]).toEqual([7, -1])
  })
})
