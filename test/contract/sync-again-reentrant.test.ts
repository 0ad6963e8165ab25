// Wakers that come straight back, by chance: whatever they do, every value goes one way, every permit comes home, and no wake is lost.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Done, drop, Pending, wakerFn, type Future } from '../../src/future/index.ts'
import { mpsc, Notify, RwLock, Semaphore, type Receiver, type Sender, type SendPermit } from '../../src/sync/index.ts'
import { Token } from '../support/token.ts'

/** A step of a program, a small number that the world reads as it likes; `at` picks among what is there. */
interface Step { readonly op: number; readonly at: number }
const steps = fc.array(fc.record({ op: fc.nat(9), at: fc.nat(7) }), { maxLength: 40 })

/** Futures that are polled when they are woken or by chance; a wake takes the next step of a tape, right there. */
class World {
  readonly live: { future: Future<unknown>; woken: boolean; polling: boolean }[] = []
  private readonly tape: Step[]
  private depth = 0
  private readonly act: (step: Step) => void
  private readonly got: (value: unknown) => void

  constructor(tape: Step[], act: (step: Step) => void, got: (value: unknown) => void) {
    this.tape = [...tape]
    this.act = act
    this.got = got
  }

  start(future: Future<unknown>): void {
    this.live.push({ future, woken: true, polling: false })
  }

  poll(at: number): void {
    const one = this.live[at % Math.max(1, this.live.length)]
    if (one === undefined || one.polling) return
    one.woken = false
    one.polling = true
    try {
      const value = one.future.poll({ waker: wakerFn(() => this.wake(one)) })
      one.polling = false
      if (value === Pending) return
      this.forget(one)
      this.got(value)
    } catch (error) {
      one.polling = false
      this.forget(one)
      this.got(error)
    }
  }

  drop(at: number): void {
    const one = this.live[at % Math.max(1, this.live.length)]
    if (one === undefined || one.polling) return
    this.forget(one)
    drop(one.future)
  }

  /** Polls what is woken until nothing is: what is left has no reason to go on. */
  settle(): void {
    for (let turn = 0; turn < 1000; turn++) {
      const at = this.live.findIndex(one => one.woken)
      if (at < 0) return
      this.poll(at)
    }
    throw new Error('it never settles')
  }

  /** Drops what is left; from here on a wake is a wake and no more. */
  end(): void {
    this.tape.length = 0
    for (const { future } of this.live.splice(0)) drop(future)
  }

  private wake(one: { woken: boolean }): void {
    one.woken = true
    const step = this.depth < 3 ? this.tape.shift() : undefined
    if (step === undefined) return
    this.depth++
    try {
      this.act(step)
    } finally {
      this.depth--
    }
  }

  private forget(one: World['live'][number]): void {
    const at = this.live.indexOf(one)
    if (at >= 0) this.live.splice(at, 1)
  }
}

function pick<T>(list: T[], at: number): T | undefined {
  return list.splice(at % Math.max(1, list.length), 1)[0]
}

describe('wakers that come straight back', () => {
  it('6, 32, 40: mpsc: every value is received, dropped or handed back, once; nobody sleeps who could go on', () => {
    fc.assert(fc.property(steps, steps, fc.integer({ min: 1, max: 3 }), (program, tape, capacity) => {
      const made: Token[] = []
      const ways = new Map<Token, number>()
      const make = (): Token => {
        const token = new Token(`${made.length}`)
        made.push(token)
        return token
      }
      const went = (token: unknown): void => void (token instanceof Token && ways.set(token, (ways.get(token) ?? 0) + 1))
      const permits: SendPermit<Token>[] = []
      const [tx, rx]: [Sender<Token>, Receiver<Token>] = mpsc<Token>(capacity)
      let gone = false
      let sending = true
      let recv: Future<unknown> | null = null
      const attempt = (act: () => void): void => {
        try {
          act()
        } catch (error) {
          went((error as { value?: unknown }).value)
        }
      }
      const act = ({ op, at }: Step): void => {
        switch (op) {
          case 0: case 1: if (sending) world.start(tx.send(make())); break
          case 2: if (sending) world.start(tx.reserve()); break
          case 3: attempt(() => void (sending && tx.trySend(make()))); break
          case 4: if (!gone) attempt(() => went(rx.tryRecv())); break
          case 5: if (!gone) attempt(() => world.start(recv = rx.recv())); break
          case 6: world.poll(at); break
          case 7: world.drop(at); break
          case 8: {
            const permit = pick(permits, at)
            if (at % 2 === 0) drop(permit)
            else attempt(() => permit?.send(make()))
            break
          }
          default: if (at === 7 && !gone) {
            gone = true
            drop(rx)
          } else if (at === 6 && !gone) rx.close()
        }
      }
      const world: World = new World(tape, act, value => {
        if (value instanceof Error) went((value as { value?: unknown }).value)
        else if (value instanceof Token) went(value)
        else if (value !== undefined && value !== Done) permits.push(value as SendPermit<Token>)
      })
      for (const step of program) act(step)
      world.settle()
      // Quiet: whoever still waits to send does so because every slot is taken, and to receive because there is nothing.
      if (world.live.some(one => one.future !== recv)) expect([tx.available, tx.isClosed()]).toEqual([0, false])
      if (world.live.some(one => one.future === recv)) expect(rx.size).toBe(0)
      if (!tx.isClosed()) expect(tx.available + permits.length + rx.size).toBe(capacity)
      sending = false
      world.end()
      for (const permit of permits.splice(0)) drop(permit)
      if (!gone) for (let item = rx.tryRecv(); item instanceof Token; item = rx.tryRecv()) went(item)
      if (!gone) expect(tx.available).toBe(capacity)
      drop(tx)
      if (!gone) expect(rx.tryRecv()).toBe(Done)
      drop(rx)
      expect(made.map(token => token.drops + (ways.get(token) ?? 0))).toEqual(made.map(() => 1))
    }), { numRuns: 1500 })
  })

  it('32, 39: Semaphore: every permit comes home, and nobody sleeps whose permits are free', () => {
    fc.assert(fc.property(steps, steps, fc.nat(4), (program, tape, count) => {
      const semaphore = new Semaphore(count)
      let total = count
      const held: Disposable[] = []
      const act = ({ op, at }: Step): void => {
        switch (op) {
          case 0: case 1: case 2: world.start(semaphore.acquire(1 + at % 3)); break
          case 3: world.drop(at); break
          case 4: case 5: world.poll(at); break
          case 6: case 7: case 8: drop(pick(held, at)); break
          default: if (at < 2) {
            total++
            semaphore.addPermits(1)
          } else {
            const permit = semaphore.tryAcquire(1 + at % 2)
            if (permit !== null) held.push(permit)
          }
        }
      }
      const world: World = new World(tape, act, permit => void held.push(permit as Disposable))
      for (const step of program) act(step)
      world.settle()
      if (world.live.length === 0) expect(semaphore.available).toBe(total - held.reduce((sum, permit) => sum + (permit as unknown as { count: number }).count, 0))
      for (const permit of held.splice(0)) drop(permit)
      world.settle()
      world.end()
      for (const permit of held.splice(0)) drop(permit)
      expect(semaphore.available).toBe(total)
    }), { numRuns: 1500 })
  })

  it('32, 39: RwLock: readers or one writer, and the lock is free at last', () => {
    fc.assert(fc.property(steps, steps, (program, tape) => {
      const lock = new RwLock(0)
      let held: { guard: Disposable; writes: boolean }[] = []
      const got = (guard: unknown): void => {
        const writes = 'downgrade' in (guard as object)
        expect(held.some(one => one.writes || writes)).toBe(false)
        held.push({ guard: guard as Disposable, writes })
      }
      const act = ({ op, at }: Step): void => {
        switch (op) {
          case 0: case 1: world.start(lock.read()); break
          case 2: case 3: world.start(lock.write()); break
          case 4: world.drop(at); break
          case 5: case 6: world.poll(at); break
          case 7: case 8: drop(pick(held, at)?.guard); break
          default: for (const one of held) if (one.writes) {
            one.writes = false // before its readers are woken: they may come straight back
            const { guard } = one
            held = held.filter(other => other !== one)
            const reader = { guard: guard as Disposable, writes: false }
            held.push(reader)
            const readers = (guard as unknown as { downgrade(): Disposable }).downgrade()
            if (held.includes(reader)) reader.guard = readers
            else drop(readers)
          }
        }
      }
      const world: World = new World(tape, act, got)
      for (const step of program) act(step)
      world.settle()
      while (held.length > 0 || world.live.length > 0) {
        expect(held.length).toBeGreaterThan(0) // else somebody waits for nobody
        drop(held.pop()!.guard)
        world.settle()
      }
      expect(lock.tryWrite()).not.toBe(null)
    }), { numRuns: 1500 })
  })

  it('32, 38: Notify: of n notifications to waiters that are dropped by chance, none is lost', () => {
    fc.assert(fc.property(steps, steps, (program, tape) => {
      const notify = new Notify()
      let sent = 0
      let had = 0
      const act = ({ op, at }: Step): void => {
        switch (op) {
          case 0: case 1: case 2: case 3: world.start(notify.notified()); break
          case 4: case 5: world.drop(at); break
          case 6: world.poll(at); break
          case 7: case 8: {
            sent++
            if (at % 2 === 0) notify.notifyOne()
            else notify.notifyLast()
            break
          }
          default:
        }
      }
      const world: World = new World(tape, act, () => void had++)
      for (const step of program) act(step)
      world.settle()
      // Whoever still waits, waits for a bell that was not rung: no permit is stored beside him.
      const asleep = world.live.length
      const probe = notify.notified()
      const stored = probe.enable()
      drop(probe)
      if (asleep > 0) expect(stored).toBe(false)
      expect(had).toBeLessThanOrEqual(sent)
      if (sent > 0 && asleep === 0 && had === 0) expect(stored).toBe(true)
      world.end()
    }), { numRuns: 1500 })
  })
})
