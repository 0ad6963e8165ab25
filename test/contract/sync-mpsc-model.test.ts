// Random runs of a channel beside a model of it: answers, wakes, room and drops compared after every step.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Done, drop, Pending } from '../../src/future/index.ts'
import { mpsc, type SendPermit } from '../../src/sync/index.ts'
import { mockTask, type MockTask } from '../../src/testing/index.ts'
import { MpscModel } from '../support/mpsc-model.ts'
import { thrownBy } from '../support/thrown.ts'

/** A value that counts where it went. */
class Value {
  readonly id: number
  private readonly dropped: number[]

  constructor(id: number, dropped: number[]) {
    this.id = id
    this.dropped = dropped
  }

  [Symbol.dispose](): void {
    this.dropped.push(this.id)
  }
}

type Code = { code?: string; isFull?(): boolean; value?: Value }

/** What was sent and not received, in the world, beside `MpscModel`. */
class World {
  readonly model: MpscModel
  private readonly tx
  private readonly rx
  private readonly clones: Disposable[] = []
  private readonly permits: SendPermit<Value>[] = []
  private readonly tasks: MockTask<unknown>[] = []
  private readonly dropped: number[] = []
  private recv: MockTask<unknown> | null = null
  private recvWakes = 0
  private disposed = false
  private id = 0

  constructor(capacity: number) {
    this.model = new MpscModel(capacity)
    ;[this.tx, this.rx] = mpsc<Value>(capacity)
  }

  private value(): Value {
    return new Value(this.id++, this.dropped)
  }

  /** The live task that `pick` falls on, or −1. */
  private live(pick: number): number {
    const live = this.model.tasks.flatMap((task, at) => (task.state === 'over' ? [] : [at]))
    return live.length === 0 ? -1 : live[pick % live.length]!
  }

  send(): void {
    if (this.disposed) return
    const value = this.value()
    this.model.start(value.id)
    this.tasks.push(mockTask<unknown>(this.tx.send(value)))
  }

  reserve(): void {
    if (this.disposed) return
    this.model.start(null)
    this.tasks.push(mockTask<unknown>(this.tx.reserve()))
  }

  poll(pick: number): void {
    const at = this.live(pick)
    if (at < 0) return
    const told = this.model.tasks[at]!
    const expected = this.model.poll(told)
    if (expected === 'refused') {
      const error = thrownBy(() => this.tasks[at]!.poll()) as Code
      expect([error.code, error.value?.id ?? null]).toEqual(['ERR_POLLUX_SEND', told.value])
      return
    }
    const got = this.tasks[at]!.poll()
    expect(got === Pending ? 'pending' : 'done').toBe(expected)
    if (got !== Pending && told.value === null) this.permits.push(got as SendPermit<Value>)
  }

  dropTask(pick: number): void {
    const at = this.live(pick)
    if (at < 0) return
    this.model.drop(this.model.tasks[at]!)
    drop(this.tasks[at])
  }

  trySend(): void {
    if (this.disposed) return
    const value = this.value()
    const expected = this.model.trySend(value.id)
    if (expected === 'done') return this.tx.trySend(value)
    expect((thrownBy(() => this.tx.trySend(value)) as Code).isFull!()).toBe(expected === 'full')
  }

  usePermit(sends: number): void {
    const permit = this.permits.shift()
    if (permit === undefined) return
    const value = sends % 2 === 0 ? null : this.value()
    this.model.usePermit(value === null ? null : value.id)
    if (value === null) drop(permit)
    else permit.send(value)
  }

  clone(): void {
    if (this.disposed) return
    this.model.addSenders(1)
    this.clones.push(this.tx.clone())
  }

  dropSender(): void {
    const sender = this.clones.pop() ?? (this.disposed ? null : this.tx)
    if (sender === null) return
    if (sender === this.tx) this.disposed = true
    this.model.addSenders(-1)
    drop(sender)
  }

  /** Polls the `recv` that waits, or a new one. */
  receive(max: number): void {
    if (this.model.gone) return
    const many = max > 1
    if (many) this.dropRecv()
    const task = this.recv ?? mockTask<unknown>(many ? this.rx.recvMany(max) : this.rx.recv())
    const expected = this.model.recv(max)
    const got = task.poll()
    if (expected === 'pending') expect(got).toBe(Pending)
    else if (expected === 'end') expect(got).toEqual(many ? [] : Done)
    else expect((many ? (got as Value[]) : [got as Value]).map(value => value.id)).toEqual(expected)
    this.recv = task
    if (expected !== 'pending' || many) this.dropRecv()
  }

  dropRecv(): void {
    if (this.recv === null) return
    this.recvWakes += this.recv.wakeCount
    drop(this.recv)
    this.recv = null
    this.model.receiving = false
  }

  close(): void {
    if (this.model.gone) return
    this.model.close()
    this.rx.close()
  }

  dropReceiver(): void {
    this.model.dropReceiver()
    drop(this.rx)
  }

  check(): void {
    const { model } = this
    expect(this.tasks.map(task => task.wakeCount)).toEqual(model.tasks.map(task => task.wakes))
    expect(this.recvWakes + (this.recv === null ? 0 : this.recv.wakeCount)).toBe(model.recvWakes)
    expect([this.rx.size, this.tx.isClosed()]).toEqual([model.items.length, model.closed])
    if (!model.closed) expect(this.tx.available).toBe(model.free)
    expect([...this.dropped].sort()).toEqual([...model.dropped].sort())
  }
}

type Step = (world: World) => void

const pick = fc.nat({ max: 20 })
const step = (weight: number, arbitrary: fc.Arbitrary<Step>) => ({ weight, arbitrary })
const always = (act: Step) => fc.constant(act)
const steps = fc.oneof(
  step(4, always(world => world.send())),
  step(3, always(world => world.reserve())),
  step(12, pick.map(at => world => world.poll(at))),
  step(3, pick.map(at => world => world.dropTask(at))),
  step(3, always(world => world.trySend())),
  step(4, pick.map(at => world => world.usePermit(at))),
  step(10, fc.constantFrom(1, 1, 1, 2, 3).map(max => world => world.receive(max))),
  step(2, always(world => world.dropRecv())),
  step(1, always(world => world.clone())),
  step(2, always(world => world.dropSender())),
  step(1, always(world => world.close())),
  step(1, always(world => world.dropReceiver())),
)

describe('mpsc beside its model', () => {
  it('38, 40: answers, wakes, room and drops agree after every step', () => {
    fc.assert(fc.property(fc.integer({ min: 1, max: 4 }), fc.array(steps, { maxLength: 60 }), (capacity, acts) => {
      const world = new World(capacity)
      for (const act of acts) {
        act(world)
        world.check()
      }
    }), { numRuns: 1500 })
  })
})
