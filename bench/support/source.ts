/** A trait with one method, `next(): Future<number>`, its implementations, and the machine that calls it over and over. */
import { Pending, sendable, type Context, type Future, type Poll } from '../../src/index.ts'

/** What gives the numbers. */
export class Counter {
  private count: number

  constructor() {
    this.count = 0
  }

  take(): number {
    return (this.count += 1)
  }
}

/** The future of a `next()`: ready at its first poll, one word of state. */
export class Next implements Future<number> {
  private readonly of: Counter

  constructor(of: Counter) {
    this.of = of
  }

  poll(): Poll<number> {
    return this.of.take()
  }

  get [sendable](): boolean {
    return true
  }
}

/** The same; it says how it becomes a word and a future again. */
export class WordNext implements Future<number> {
  private readonly of: Counter

  constructor(of: Counter) {
    this.of = of
  }

  poll(): Poll<number> {
    return this.of.take()
  }

  get [sendable](): boolean {
    return true
  }

  intoDyn(): Counter {
    return this.of
  }

  static fromDyn(of: Counter): WordNext {
    return new WordNext(of)
  }
}

export class Source {
  private readonly counter: Counter

  constructor() {
    this.counter = new Counter()
  }

  next(): Next {
    return new Next(this.counter)
  }
}

export class WordSource {
  private readonly counter: Counter

  constructor() {
    this.counter = new Counter()
  }

  next(): WordNext {
    return new WordNext(this.counter)
  }
}

/** Calls `next` so often, one call after the other; outputs the last number. */
export class CallLoop implements Future<number> {
  private readonly source: { next(): Future<number> }
  private left: number
  private latest: number
  private call: Future<number> | null

  constructor(source: { next(): Future<number> }, calls: number) {
    this.source = source
    this.left = calls
    this.latest = 0
    this.call = null
  }

  poll(cx: Context): Poll<number> {
    while (this.left > 0) {
      const call = this.call ?? this.source.next()
      const value = call.poll(cx)
      if (value === Pending) {
        this.call = call
        return Pending
      }
      this.call = null
      this.latest = value
      this.left -= 1
    }
    return this.latest
  }

  get [sendable](): boolean {
    return true
  }
}
