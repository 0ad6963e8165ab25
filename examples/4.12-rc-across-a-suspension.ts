/**
 * # 4.12 not_send_future: an Rc across a suspension
 *
 *     async fn not_send_future() {
 *         let _rc = Rc::new(42);
 *         tokio::time::sleep(Duration::from_secs(1)).await;   // note: used across an await
 *     }
 *     async fn released() {
 *         let rc = Rc::new(42);
 *         drop(rc);
 *         tokio::time::sleep(Duration::from_secs(1)).await;
 *     }
 *
 * The difference is one field in one state. `_rc` is never used again and is held all the same: it is dropped at the end of the
 * block, and so it lives in `Sleeping`.
 */
import { inspect, isSendable, Pending, PolledAfterCompletionError, Rc, Runtime, sendable, sleep } from '../src/index.ts'
import type { Context, Future, Inspection, Poll } from '../src/index.ts'
import { explain } from './support/explain.ts'

type Sleep = ReturnType<typeof sleep>

type State =
  | { readonly at: 'Start' }
  | { readonly at: 'Sleeping'; readonly rc: Rc<number>; readonly sleep: Sleep }
  | { readonly at: 'Done' }

class NotSendFuture implements Future<void> {
  private state: State

  constructor() {
    this.state = { at: 'Start' }
  }

  poll(cx: Context): Poll<void> {
    if (this.state.at === 'Done') throw new PolledAfterCompletionError('NotSendFuture')
    if (this.state.at === 'Start') this.state = { at: 'Sleeping', rc: new Rc(42), sleep: sleep(1000) }
    if (this.state.sleep.poll(cx) === Pending) return Pending
    this[Symbol.dispose]()
  }

  /** The end of the block, from wherever it is reached: its locals are dropped, the last first. */
  [Symbol.dispose](): void {
    const { state } = this
    this.state = { at: 'Done' }
    if (state.at !== 'Sleeping') return
    state.sleep[Symbol.dispose]()
    state.rc[Symbol.dispose]()
  }

  get [sendable](): boolean {
    return isSendable(this.state)
  }

  [inspect](): Inspection {
    const { state } = this
    return { name: 'NotSendFuture', state: state.at, children: state.at === 'Sleeping' ? [state.sleep] : [] }
  }
}

type ReleasedState = { readonly at: 'Start' } | { readonly at: 'Sleeping'; readonly sleep: Sleep } | { readonly at: 'Done' }

class Released implements Future<void> {
  private state: ReleasedState

  constructor() {
    this.state = { at: 'Start' }
  }

  poll(cx: Context): Poll<void> {
    if (this.state.at === 'Done') throw new PolledAfterCompletionError('Released')
    if (this.state.at === 'Start') {
      const rc = new Rc(42)
      rc[Symbol.dispose]()
      this.state = { at: 'Sleeping', sleep: sleep(1000) }
    }
    if (this.state.sleep.poll(cx) === Pending) return Pending
    this.state = { at: 'Done' }
  }

  [Symbol.dispose](): void {
    if (this.state.at === 'Sleeping') this.state.sleep[Symbol.dispose]()
    this.state = { at: 'Done' }
  }

  get [sendable](): boolean {
    return isSendable(this.state)
  }

  [inspect](): Inspection {
    return { name: 'Released', state: this.state.at, children: this.state.at === 'Sleeping' ? [this.state.sleep] : [] }
  }
}

using runtime = new Runtime({ startPaused: true })
const failing = runtime.spawn(new NotSendFuture()) // holds no Rc yet: rustc looks at every state at once, a task at each as it comes
explain('spawn, at its first suspension:', () => runtime.blockOn(failing))
const started = new NotSendFuture()
const step = runtime.spawnLocal(started)
runtime.runUntilStalled()
console.log('spawn_local takes it; is it sendable while it sleeps:', isSendable(started))
runtime.blockOn(step)
console.log('and at its end:', isSendable(started))
runtime.blockOn(runtime.spawn(new Released()))
console.log('with the Rc dropped first, spawn works')
