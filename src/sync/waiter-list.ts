/**
 * The queue of those who wait at a lock, a channel or a notice: a doubly linked list whose nodes are the waiting futures
 * themselves, so that to wait allocates nothing and to leave, from anywhere in the queue, is O(1).
 *
 *     head ──▶ a ⇄ b ⇄ c ◀── tail        remove(b):    head ──▶ a ⇄ c ◀── tail
 *
 * A waiter is in one list or in none; `list` says which, and is what makes a second removal harmless. The list never
 * touches a waker: a primitive settles its state and takes from the list whom it satisfies, then wakes them
 * (see `wake-all.ts`), because a waker may come straight back.
 *
 * Rust: `tokio::util::linked_list`, where the node is pinned inside the future.
 */
import type { Context } from '../future/context.ts'
import type { Waker } from '../future/waker.ts'
import { watch, type Watch } from '../future/watch.ts'
import { abandon } from './abandon.ts'

/** What a future that can wait extends. `prev`, `next` and `list` are {@link WaiterList}'s to write. */
export abstract class Waiter {
  prev: Waiter | null
  next: Waiter | null
  list: WaiterList<Waiter> | null
  /** Whom to wake; the latest poll's. */
  waker: Waker | null

  constructor() {
    this.prev = null
    this.next = null
    this.list = null
    this.waker = null
  }

  /** Who waits, for those that watch: this, or the future whose place this is. */
  get waits(): object {
    return this
  }

  /** Keeps the waker of this poll, unless the one it has would wake the same task. What a waker throws fails who waits. */
  keepWaker(cx: Context): void {
    try {
      const waker = cx.waker
      if (this.waker === null || !this.waker.willWake(waker)) this.waker = waker
    } catch (error) {
      this.wakerFailed(error)
    }
  }

  /** The poll fails with `error`: who waits gives up what it holds. */
  protected wakerFailed(error: unknown): never {
    return abandon(this.waits, error)
  }

  /** Gives the waker up: whoever calls this wakes it, or means nobody to. */
  takeWaker(): Waker | null {
    const waker = this.waker
    this.waker = null
    return waker
  }
}

/** Waiters in the order of their arrival. */
export class WaiterList<W extends Waiter> {
  head: W | null
  tail: W | null

  constructor() {
    this.head = null
    this.tail = null
  }

  get isEmpty(): boolean {
    return this.head === null
  }

  /** Puts `waiter`, which is in no list, at the end. */
  push(waiter: W): void {
    if (watch.current !== null) watch.current.began(waiter.waits)
    const tail = this.tail
    waiter.prev = tail
    waiter.list = this as unknown as WaiterList<Waiter>
    if (tail === null) this.head = waiter
    else tail.next = waiter
    this.tail = waiter
  }

  /** Takes `waiter` out, wherever it stands. False if it is not in this list. */
  remove(waiter: W): boolean {
    if (waiter.list !== (this as unknown as WaiterList<Waiter>)) return false
    const { prev, next } = waiter
    if (prev === null) this.head = next as W | null
    else prev.next = next
    if (next === null) this.tail = prev as W | null
    else next.prev = prev
    waiter.prev = waiter.next = null
    waiter.list = null
    if (watch.current !== null) tellEnd(watch.current, waiter)
    return true
  }

  /** Takes out the first, or null. */
  shift(): W | null {
    const first = this.head
    if (first !== null) this.remove(first)
    return first
  }

  /** Takes out the last, or null. */
  pop(): W | null {
    const last = this.tail
    if (last !== null) this.remove(last)
    return last
  }
}

/** Who ends by itself has given its waker up before it leaves; who is taken out has one still, which will be called. */
function tellEnd(watch: Watch, waiter: Waiter): void {
  if (waiter.waker === null) watch.released(waiter.waits)
  else watch.ready(waiter.waits)
}

/** How far a waiter that is in a list has come, for errors. Walks the list. */
export function placeOf(waiter: Waiter): string {
  let before = 0
  for (let one = waiter.prev; one !== null; one = one.prev) before++
  return before === 0 ? 'next in the queue' : `${before} before it in the queue`
}
