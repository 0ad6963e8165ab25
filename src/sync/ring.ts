/** A queue of values in one array, which grows by doubling and is never shrunk: the buffer of channels. */

/** Bounds: below 2 the mask does not work; above about 16, channels of one value waste memory. */
const FIRST_SIZE = 4

/** First in, first out. What is taken out is forgotten, so that the ring keeps nothing alive but what is in it. */
export class Ring<T> {
  private slots: (T | undefined)[]
  /** The size less one: sizes are powers of two, so that a place is found with one `&`. */
  private mask: number
  private head: number
  length: number

  constructor() {
    this.slots = vacant(FIRST_SIZE)
    this.mask = FIRST_SIZE - 1
    this.head = 0
    this.length = 0
  }

  push(value: T): void {
    if (this.length > this.mask) this.grow()
    this.slots[(this.head + this.length) & this.mask] = value
    this.length += 1
  }

  /** Takes out the first; there must be one. */
  shift(): T {
    const { slots, head } = this
    const value = slots[head] as T
    slots[head] = undefined
    this.head = (head + 1) & this.mask
    this.length -= 1
    return value
  }

  /** The first, left in place; there must be one. */
  get first(): T {
    return this.slots[this.head] as T
  }

  /** All of them, the first first; they stay. */
  toArray(): T[] {
    return Array.from({ length: this.length }, (_, at) => this.slots[(this.head + at) & this.mask] as T)
  }

  /** Takes out everything. */
  drain(): T[] {
    const values = this.toArray()
    this.slots = vacant(FIRST_SIZE)
    this.mask = FIRST_SIZE - 1
    this.head = this.length = 0
    return values
  }

  private grow(): void {
    const size = this.slots.length * 2
    const slots = this.toArray() as (T | undefined)[]
    while (slots.length < size) slots.push(undefined)
    this.slots = slots
    this.mask = size - 1
    this.head = 0
  }
}

function vacant<T>(size: number): (T | undefined)[] {
  const slots: (T | undefined)[] = []
  while (slots.length < size) slots.push(undefined)
  return slots
}
