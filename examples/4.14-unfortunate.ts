/**
 * # 4.14 unfortunate: a GenericError alive across a suspension
 *
 *     type GenericError = Box<dyn std::error::Error>;
 *     type GenericResult<T> = Result<T, GenericError>;
 *     fn some_fallible_thing() -> GenericResult<i32> { … }
 *
 *     async fn unfortunate() {
 *         match some_fallible_thing() {
 *             Err(error) => { report_error(error); }
 *             Ok(output) => { use_output(output).await; }   // the Result is alive across this await
 *         }
 *     }
 *     task::spawn(unfortunate());                           // error: `dyn std::error::Error` cannot be sent between threads
 *
 * What `match` looks at lives to the end of the `match`. In the arm of `Ok` there is no error at all; but the place is of a type
 * that may hold one, and the type is what is judged.
 */
import { blockOn, drop, inspect, isSendable, Pending, PolledAfterCompletionError, Runtime, sendable, yieldNow } from '../src/index.ts'
import type { Context, Future, Inspection, Poll } from '../src/index.ts'
import { explain } from './support/explain.ts'

/** A `Result` that carries, as a static type would, whether its error type is `Send`: true of an `Ok` as well. */
class GenericResult {
  readonly [sendable]: boolean
  readonly output: number | null
  readonly error: string | null

  constructor(errorIsSend: boolean, output: number | null, error: string | null) {
    this[sendable] = errorIsSend
    this.output = output
    this.error = error
  }
}

type FallibleThing = () => GenericResult
/** `Box<dyn Error>` */
const someFallibleThing: FallibleThing = () => new GenericResult(false, 20, null)
/** `Box<dyn Error + Send + Sync + 'static>` */
const someSendableThing: FallibleThing = () => new GenericResult(true, 22, null)
const failingThing: FallibleThing = () => new GenericResult(false, null, 'no such thing')

type State =
  | { readonly at: 'Start' }
  | { readonly at: 'UsingOutput'; readonly scrutinee: GenericResult; readonly use: Future<void> }
  | { readonly at: 'Done' }

class Unfortunate implements Future<string> {
  private state: State
  private readonly thing: FallibleThing

  constructor(thing: FallibleThing) {
    this.state = { at: 'Start' }
    this.thing = thing
  }

  poll(cx: Context): Poll<string> {
    if (this.state.at === 'Done') throw new PolledAfterCompletionError('Unfortunate')
    if (this.state.at === 'Start') {
      const scrutinee = this.thing()
      if (scrutinee.output === null) {
        this.state = { at: 'Done' } // no suspension in this arm
        return `reported: ${scrutinee.error}`
      }
      this.state = { at: 'UsingOutput', scrutinee, use: yieldNow() }
    }
    const { scrutinee, use } = this.state
    if (use.poll(cx) === Pending) return Pending
    this.state = { at: 'Done' }
    return `used: ${scrutinee.output}`
  }

  [Symbol.dispose](): void {
    if (this.state.at === 'UsingOutput') drop(this.state.use)
    this.state = { at: 'Done' }
  }

  get [sendable](): boolean {
    return isSendable(this.state)
  }

  [inspect](): Inspection {
    return { name: 'Unfortunate', state: this.state.at, children: this.state.at === 'UsingOutput' ? [this.state.use] : [] }
  }
}

using runtime = new Runtime()
const failing = runtime.spawn(new Unfortunate(someFallibleThing))
explain('spawn(unfortunate()):', () => runtime.blockOn(failing))
console.log('with an error type that is Send:', runtime.blockOn(runtime.spawn(new Unfortunate(someSendableThing))))
console.log('on one thread, as it stands:', blockOn(new Unfortunate(someFallibleThing)))
console.log('the arm that does not suspend, spawned:', runtime.blockOn(runtime.spawn(new Unfortunate(failingThing))))
