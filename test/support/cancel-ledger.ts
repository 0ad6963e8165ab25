import { Pending, type Context, type Future, type Poll, type Waker } from '../../src/index.ts'

/** A value that somebody owns: who gets it says so, and a drop is noted. */
export class Item implements Disposable {
  readonly name: string
  private readonly ledger: Ledger

  constructor(name: string, ledger: Ledger) {
    this.name = name
    this.ledger = ledger
  }

  /** What became of it: `got`, `back` with its sender, `used`. */
  is(fate: string): void {
    this.ledger.note(this.name, fate)
  }

  [Symbol.dispose](): void {
    this.is('dropped')
  }
}

/** A future that ends when it is told to, and whose dispose is noted. One that has ended is nobody's concern any more. */
export class Leaf<T> implements Future<T>, Disposable {
  private readonly name: string
  private readonly ledger: Ledger
  private make: (() => T) | null = null
  private waker: Waker | null = null

  constructor(name: string, ledger: Ledger) {
    this.name = name
    this.ledger = ledger
  }

  /** The next poll gives what `make` makes then. */
  complete(make: () => T): void {
    this.make = make
    this.waker?.wake()
  }

  poll(cx: Context): Poll<T> {
    this.waker = cx.waker
    if (this.make === null) return Pending
    this.ledger.forget(this.name)
    return this.make()
  }

  [Symbol.dispose](): void {
    this.waker = null
    this.ledger.note(this.name, 'disposed')
  }
}

/** What became of every value and every future of a world. Each is told once: two fates stand side by side. */
export class Ledger {
  private readonly fates = new Map<string, string[]>()

  item(name: string): Item {
    this.fates.set(name, [])
    return new Item(name, this)
  }

  leaf<T = unknown>(name: string): Leaf<T> {
    this.fates.set(name, [])
    return new Leaf(name, this)
  }

  note(name: string, fate: string): void {
    const fates = this.fates.get(name) ?? []
    fates.push(fate)
    this.fates.set(name, fates)
  }

  forget(name: string): void {
    this.fates.delete(name)
  }

  standing(): Record<string, string> {
    return Object.fromEntries([...this.fates].map(([name, fates]) => [name, fates.length === 0 ? 'left' : fates.join(' and ')]))
  }
}
