/**
 * The least code that keeps timers in order, for the plain columns: objects in a binary heap, each of which knows its
 * place, so that it can be cancelled. No order among equal deadlines, no wakers, no futures.
 */
import { latest } from './delays.ts'
import type { Timers } from './timers.ts'

class HeapTimer {
  readonly at: number
  place: number
  fired: boolean

  constructor(at: number) {
    this.at = at
    this.place = 0
    this.fired = false
  }
}

export class TimerHeap {
  private readonly heap: HeapTimer[]

  constructor() {
    this.heap = []
  }

  set(at: number): HeapTimer {
    const timer = new HeapTimer(at)
    this.heap.push(timer)
    this.up(timer, this.heap.length - 1)
    return timer
  }

  remove(timer: HeapTimer): void {
    const last = this.heap.pop()!
    if (last === timer) return
    const { place } = timer
    if (place > 0 && this.heap[(place - 1) >> 1]!.at > last.at) this.up(last, place)
    else this.down(last, place)
  }

  /** Fires what is due. */
  advance(now: number): void {
    for (let first = this.heap[0]; first !== undefined && first.at <= now; first = this.heap[0]) {
      this.remove(first)
      first.fired = true
    }
  }

  private up(timer: HeapTimer, from: number): void {
    const { heap } = this
    let place = from
    while (place > 0) {
      const above = heap[(place - 1) >> 1]!
      if (above.at <= timer.at) break
      this.put(above, place)
      place = (place - 1) >> 1
    }
    this.put(timer, place)
  }

  private down(timer: HeapTimer, from: number): void {
    const { heap } = this
    let place = from
    for (let child = 2 * place + 1; child < heap.length; child = 2 * place + 1) {
      if (child + 1 < heap.length && heap[child + 1]!.at < heap[child]!.at) child += 1
      if (heap[child]!.at >= timer.at) break
      this.put(heap[child]!, place)
      place = child
    }
    this.put(timer, place)
  }

  private put(timer: HeapTimer, place: number): void {
    this.heap[place] = timer
    timer.place = place
  }
}

export class HeapTimers implements Timers {
  private readonly heap: TimerHeap
  private readonly delays: Int32Array
  private readonly latest: number
  private now: number
  private timers: HeapTimer[]

  constructor(delays: Int32Array) {
    this.heap = new TimerHeap()
    this.delays = delays
    this.latest = latest(delays)
    this.now = 0
    this.timers = []
  }

  insert(): number {
    const timers: HeapTimer[] = []
    for (const ms of this.delays) timers.push(this.heap.set(this.now + ms))
    this.timers = timers
    return timers.length
  }

  cancel(): number {
    for (const timer of this.timers) this.heap.remove(timer)
    return this.timers.length
  }

  fire(): number {
    this.now += this.latest
    this.heap.advance(this.now)
    let fired = 0
    for (const timer of this.timers) if (timer.fired) fired += 1
    return fired
  }

  /** What is set at once: for weighing. */
  get pending(): number {
    return this.timers.length
  }

  /** Cancels, and forgets them. */
  release(): void {
    this.cancel()
    this.timers = []
  }
}
