import { inspect, Pending, type Context, type Future, type Inspection, type Poll, type Waker } from '../../src/future/index.ts'

/** A future that is ready once it was opened, and counts what is done to it. */
export class Gate implements Future<string>, Disposable {
  readonly name: string
  polls = 0
  disposes = 0
  /** Polls after it was ready. */
  late = 0
  private isDone = false
  private isOpen = false
  private waker: Waker | null = null

  constructor(name: string) {
    this.name = name
  }

  open(): void {
    this.isOpen = true
    this.waker?.wake()
  }

  poll(cx: Context): Poll<string> {
    this.polls++
    if (this.isDone) this.late++
    if (this.isOpen) {
      this.isDone = true
      return this.name
    }
    this.waker = cx.waker
    return Pending
  }

  [Symbol.dispose](): void {
    this.disposes++
  }

  [inspect](): Inspection {
    return { name: 'Gate', waitsOn: `the gate ${this.name}` }
  }
}
