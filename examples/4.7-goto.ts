/**
 * # 4.7 goto(unit, pos) with UnitGotoFuture: a game loop
 *
 *     impl Future for UnitGotoFuture {
 *         fn poll(self: Pin<&mut Self>, _cx: &mut Context<'_>) -> Poll<()> {
 *             let pos = self.unit.borrow().pos;
 *             if pos == self.target_pos { return Poll::Ready(()); }
 *             self.unit.borrow_mut().pos += (self.target_pos - pos).signum();
 *             Poll::Pending
 *         }
 *     }
 *     async fn goto(unit: UnitRef, pos: i32) { UnitGotoFuture { unit, target_pos: pos }.await; }
 *
 * That one moves the unit in its poll, and counts on an executor which polls everybody in every frame. Here the game moves the
 * units, tick by tick, and wakes whom it concerns: a future that waits says for what, and is polled when that has come.
 */
import { blockOn, inspect, Pending, PolledAfterCompletionError, Runtime } from '../src/index.ts'
import type { Context, Future, Inspection, Poll, Waker } from '../src/index.ts'
import { explain } from './support/explain.ts'

interface Unit {
  readonly name: string
  readonly speed: number
  pos: number
}

/** The game: an order for each unit that is under way. */
class Game {
  private readonly orders: Set<UnitGoto>
  ticks: number

  constructor() {
    this.orders = new Set()
    this.ticks = 0
  }

  enlist(order: UnitGoto): void {
    this.orders.add(order)
  }

  dismiss(order: UnitGoto): void {
    this.orders.delete(order)
  }

  /** Moves each unit by its speed; who has arrived is woken. */
  tick(): void {
    this.ticks += 1
    for (const { unit, target, waker } of this.orders) {
      const left = target - unit.pos
      unit.pos += Math.sign(left) * Math.min(Math.abs(left), unit.speed)
      if (unit.pos === target) waker?.wake()
    }
  }
}

/** The leaf: waits until the unit is there. Dropped on the way, it takes its order back, and the unit stands still. */
class UnitGoto implements Future<void> {
  readonly unit: Unit
  readonly target: number
  waker: Waker | null
  private readonly game: Game
  private done: boolean

  constructor(game: Game, unit: Unit, target: number) {
    this.unit = unit
    this.target = target
    this.waker = null
    this.game = game
    this.done = false
  }

  poll(cx: Context): Poll<void> {
    if (this.done) throw new PolledAfterCompletionError(this[inspect]().name)
    if (this.unit.pos !== this.target) {
      if (this.waker === null || !this.waker.willWake(cx.waker)) this.waker = cx.waker
      this.game.enlist(this)
      return Pending
    }
    this[Symbol.dispose]()
  }

  [Symbol.dispose](): void {
    this.done = true
    this.waker = null
    this.game.dismiss(this)
  }

  [inspect](): Inspection {
    return { name: 'UnitGoto', waitsOn: `${this.unit.name} at ${this.target}` }
  }
}

const goto = (game: Game, unit: Unit, pos: number) => new UnitGoto(game, unit, pos)

/** `async fn patrol(unit, far) { goto(unit, far).await; report(); goto(unit, 0).await; report(); }` */
type State =
  | { readonly at: 'Start' }
  | { readonly at: 'Out'; readonly fut: UnitGoto }
  | { readonly at: 'Back'; readonly fut: UnitGoto }
  | { readonly at: 'Done' }

class Patrol implements Future<void> {
  private state: State
  private readonly game: Game
  private readonly unit: Unit
  private readonly far: number
  polls: number

  constructor(game: Game, unit: Unit, far: number) {
    this.state = { at: 'Start' }
    this.game = game
    this.unit = unit
    this.far = far
    this.polls = 0
  }

  poll(cx: Context): Poll<void> {
    this.polls += 1
    for (;;) {
      const { state, game, unit } = this
      switch (state.at) {
        case 'Start':
          this.state = { at: 'Out', fut: goto(game, unit, this.far) }
          break
        case 'Out':
          if (state.fut.poll(cx) === Pending) return Pending
          console.log(`tick ${game.ticks}: ${unit.name} is at ${unit.pos}, and turns back`)
          this.state = { at: 'Back', fut: goto(game, unit, 0) }
          break
        case 'Back':
          if (state.fut.poll(cx) === Pending) return Pending
          console.log(`tick ${game.ticks}: ${unit.name} is home`)
          this.state = { at: 'Done' }
          return
        case 'Done':
          throw new PolledAfterCompletionError('Patrol')
      }
    }
  }

  [Symbol.dispose](): void {
    if ('fut' in this.state) this.state.fut[Symbol.dispose]()
    this.state = { at: 'Done' }
  }

  [inspect](): Inspection {
    return { name: `Patrol of ${this.unit.name}`, state: this.state.at, children: 'fut' in this.state ? [this.state.fut] : [] }
  }
}

const game = new Game()
const scout: Unit = { name: 'scout', speed: 5, pos: 0 }
const cart: Unit = { name: 'cart', speed: 2, pos: 0 }
const ox: Unit = { name: 'ox', speed: 1, pos: 0 }

using runtime = new Runtime()
const patrols = [new Patrol(game, scout, 10), new Patrol(game, cart, 6)]
const tasks = patrols.map(patrol => runtime.spawnLocal(patrol))
const astray = runtime.spawnLocal(new Patrol(game, ox, 100))

runtime.runUntilStalled()
console.log(runtime.dumpText())
while (!tasks.every(task => task.isFinished())) {
  game.tick()
  if (game.ticks === 3) astray.abort()
  runtime.runUntilStalled() // returns when nobody can go on before the next tick
}
console.log('ticks:', game.ticks, '· polls of the scout:', patrols[0]!.polls, '· of the cart:', patrols[1]!.polls)
console.log('the ox was called off after 3 ticks, and stands at:', ox.pos)

console.log('-- the form above, on an executor that polls only who was woken')
class EveryFrame implements Future<void> {
  private readonly unit: Unit
  private readonly target: number

  constructor(unit: Unit, target: number) {
    this.unit = unit
    this.target = target
  }

  poll(_cx: Context): Poll<void> {
    const left = this.target - this.unit.pos
    if (left === 0) return
    this.unit.pos += Math.sign(left)
    return Pending
  }
}
const lost: Unit = { name: 'lost', speed: 1, pos: 0 }
explain('nobody keeps the waker:', () => blockOn(new EveryFrame(lost, 3)))
console.log('where it stopped:', lost.pos)
