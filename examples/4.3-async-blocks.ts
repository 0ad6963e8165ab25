/**
 * # 4.3 async {} and async move {}: what they capture, return, and ?
 *
 *     let borrowing = async { name.len() };            // captures &name: the block must not outlive it
 *     let owning = async move { name.len() };          // captures name: dropped with the block
 *     let early = async { if cold { return 5; } warm().await };      // leaves the block, not the function around it
 *     let port = async { let text = read_setting().await?; parse(text) };  // an Err is the block's output
 *
 * Each block is a machine whose fields are its captures. Beside it, the sugar: the same as an `asyncBlock`. (`break` out of a block
 * is error E0267 there and no syntax here: a block is a function of its own.)
 */
import {
  asyncBlock, blockOn, drop, Err, inspect, Ok, Pending, PolledAfterCompletionError, Rc, ready, tryWait, wait, yieldNow,
} from '../src/index.ts'
import type { Context, Future, Inspection, Poll, Result } from '../src/index.ts'
import { explain } from './support/explain.ts'

/** A `String` that tells when it is dropped. JavaScript collects it sooner or later; Rust, and `Rc`, release it at once. */
function owned(text: string): Rc<{ text: string } & Disposable> {
  return new Rc({ text, [Symbol.dispose]: () => console.log(`  dropped: ${text}`) })
}
type Owned = ReturnType<typeof owned>

/** `async { name.len() }`: the capture is a reference. Whoever made it has it still, and drops it. */
class Borrowing implements Future<number> {
  private name: Owned | null

  constructor(name: Owned) {
    this.name = name
  }

  poll(_cx: Context): Poll<number> {
    const { name } = this
    if (name === null) throw new PolledAfterCompletionError('Borrowing')
    this.name = null
    return name.value.text.length
  }

  [Symbol.dispose](): void {
    this.name = null
  }
}

/** `async move { name.len() }`: the capture has moved in. The machine drops it: at its end, or when it is dropped itself. */
class Owning implements Future<number> {
  private name: Owned | null

  constructor(name: Owned) {
    this.name = name
  }

  poll(_cx: Context): Poll<number> {
    const { name } = this
    if (name === null) throw new PolledAfterCompletionError('Owning')
    this.name = null
    using _ = name // dropped as the poll returns, not before
    return name.value.text.length
  }

  [Symbol.dispose](): void {
    const { name } = this
    this.name = null
    drop(name)
  }
}

console.log('-- async {}: borrowed')
const ada = owned('ada')
console.log('length:', blockOn(new Borrowing(ada)), '· still ours:', ada.value.text)
const dangling = new Borrowing(ada)
drop(ada)
explain('E0505, moved out while borrowed:', () => blockOn(dangling))

console.log('-- async move {}: owned')
const grace = owned('grace')
console.log('length:', blockOn(new Owning(grace)))
explain('E0382, used after it has moved:', () => grace.value)
console.log('dropped before its first poll:')
drop(new Owning(owned('joan')))
console.log('the sugar, with what it owns:', blockOn(asyncBlock({ own: [owned('mary')] }, function* (name) {
  yield* wait(yieldNow())
  return name.value.text.length
})))

/** `async { if cold { return 5; } warm().await }`. An early return is one more way to the state Done. */
type EarlyState = { readonly at: 'Start' } | { readonly at: 'Warm'; readonly fut: Future<number> } | { readonly at: 'Done' }

class Early implements Future<number> {
  private state: EarlyState
  private readonly cold: boolean

  constructor(cold: boolean) {
    this.state = { at: 'Start' }
    this.cold = cold
  }

  poll(cx: Context): Poll<number> {
    if (this.state.at === 'Start') {
      if (this.cold) {
        this.state = { at: 'Done' }
        return 5
      }
      this.state = { at: 'Warm', fut: ready(37) }
    }
    if (this.state.at === 'Done') throw new PolledAfterCompletionError('Early')
    const output = this.state.fut.poll(cx)
    if (output !== Pending) this.state = { at: 'Done' }
    return output
  }

  [Symbol.dispose](): void {
    if (this.state.at === 'Warm') drop(this.state.fut)
    this.state = { at: 'Done' }
  }

  [inspect](): Inspection {
    return { name: 'Early', state: this.state.at }
  }
}

function aroundEarly(cold: boolean): number {
  const x = blockOn(new Early(cold))
  return x + 1 // reached either way: `return` left the block alone
}

console.log('-- return')
console.log('cold:', aroundEarly(true), '· warm:', aroundEarly(false))
console.log('the sugar:', blockOn(asyncBlock(function* () {
  const cold = true
  if (cold) return 5
  return yield* wait(ready(37))
})))

/** `async { let text = read_setting().await?; Ok::<_, Missing>(text.len()) }` */
class PortLength implements Future<Result<number, string>> {
  private setting: Future<Result<string, string>> | null

  constructor(setting: Future<Result<string, string>>) {
    this.setting = setting
  }

  poll(cx: Context): Poll<Result<number, string>> {
    if (this.setting === null) throw new PolledAfterCompletionError('PortLength')
    const text = this.setting.poll(cx)
    if (text === Pending) return Pending
    this.setting = null
    if (!text.ok) return text // this is what `?` is
    return Ok(text.value.length)
  }

  [Symbol.dispose](): void {
    const { setting } = this
    this.setting = null
    drop(setting)
  }
}

const setting = (found: boolean): Future<Result<string, string>> =>
  asyncBlock(function* () {
    yield* wait(yieldNow())
    return found ? Ok('8080') : Err('no setting')
  })

console.log('-- ?')
const show = (found: boolean) => JSON.stringify(blockOn(new PortLength(setting(found))))
console.log('Ok:', show(true), '· Err:', show(false))
console.log('the sugar:', JSON.stringify(blockOn(asyncBlock(function* () {
  const text = yield* tryWait(setting(false))
  return Ok(text.length)
}))))
