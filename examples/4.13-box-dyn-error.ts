/**
 * # 4.13 ok_future, returns_not_send_error, fixed_future
 *
 *     async fn ok_future() -> Result<(), Box<dyn Error>> {
 *         sleep(Duration::from_secs(1)).await;
 *         Err("some error".into())                            // made after the last suspension: never held across one
 *     }
 *     async fn returns_not_send_error() -> Result<(), Box<dyn Error>> {
 *         let err: Box<dyn Error> = "some error".into();
 *         sleep(Duration::from_secs(1)).await;                // error: `dyn Error` cannot be sent between threads safely
 *         Err(err)
 *     }
 *     async fn fixed_future() -> Result<(), Box<dyn Error + Send + Sync>> { … the same … }
 *
 * (rustc refuses to spawn the first one too, for its output, which the join handle hands to another thread. Here a task's output
 * stays on its thread, and only what is held across a suspension is judged.)
 */
import { drop, Err, inspect, isSendable, Pending, PolledAfterCompletionError, Runtime, sendable, sleep } from '../src/index.ts'
import type { Context, Future, Inspection, Poll, Result } from '../src/index.ts'
import { explain } from './support/explain.ts'

/** `Box<dyn Error>`: whatever is in it, its type promises nothing. */
class DynError {
  readonly [sendable]: boolean
  readonly message: string

  constructor(message: string, isSend = false) {
    this[sendable] = isSend
    this.message = message
  }
}

/** `Box<dyn Error + Send + Sync>`: the bound is declared. */
class DynErrorSend extends DynError {
  constructor(message: string) {
    super(message, true)
  }
}

type State<E> =
  | { readonly at: 'Start' }
  | { readonly at: 'Sleeping'; readonly err: E; readonly sleep: ReturnType<typeof sleep> }
  | { readonly at: 'Done' }

/** The three functions differ in two places: what `err` is across the sleep, and what is made of it afterwards. */
class Failing<E extends DynError | null> implements Future<Result<void, DynError>> {
  private state: State<E>
  private readonly name: string
  private readonly before: () => E
  private readonly after: (held: E) => DynError

  constructor(name: string, before: () => E, after: (held: E) => DynError) {
    this.state = { at: 'Start' }
    this.name = name
    this.before = before
    this.after = after
  }

  poll(cx: Context): Poll<Result<void, DynError>> {
    if (this.state.at === 'Done') throw new PolledAfterCompletionError(this.name)
    if (this.state.at === 'Start') this.state = { at: 'Sleeping', err: this.before(), sleep: sleep(1000) }
    const { err, sleep: sleeping } = this.state
    if (sleeping.poll(cx) === Pending) return Pending
    this.state = { at: 'Done' }
    return Err(this.after(err))
  }

  [Symbol.dispose](): void {
    if (this.state.at === 'Sleeping') drop(this.state.sleep)
    this.state = { at: 'Done' }
  }

  get [sendable](): boolean {
    return isSendable(this.state)
  }

  [inspect](): Inspection {
    return { name: this.name, state: this.state.at, children: this.state.at === 'Sleeping' ? [this.state.sleep] : [] }
  }
}

const okFuture = () => new Failing('OkFuture', () => null, () => new DynError('some error'))
const returnsNotSendError = () => new Failing('ReturnsNotSendError', () => new DynError('some error'), err => err)
const fixedFuture = () => new Failing('FixedFuture', () => new DynErrorSend('some error'), err => err)

using runtime = new Runtime({ startPaused: true })
const show = (what: string, result: Result<void, DynError>) =>
  console.log(`${what}:`, result.ok ? 'Ok' : `Err(${result.error.message})`)

show('ok_future', runtime.blockOn(runtime.spawn(okFuture())))
const task = runtime.spawn(returnsNotSendError())
explain('returns_not_send_error:', () => runtime.blockOn(task))
show('fixed_future', runtime.blockOn(runtime.spawn(fixedFuture())))
