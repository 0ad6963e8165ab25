// A program for a task, written straight down: `const item = (yield queue.recv()) as number` waits for a future and has its output.
import { drop, inspect, Pending, type Context, type Future, type Inspection, type Poll } from '../../src/future/index.ts'

export type RoutineBody<T> = Generator<Future<unknown>, T, unknown>

/** The future of a generator. Disposed, it disposes what it waits for, and the generator's `finally` blocks run. */
export class Routine<T> implements Future<T>, Disposable {
  private readonly name: string
  private readonly body: RoutineBody<T>
  private awaited: Future<unknown> | null
  private input: unknown

  constructor(name: string, body: RoutineBody<T>) {
    this.name = name
    this.body = body
    this.awaited = null
    this.input = undefined
  }

  poll(cx: Context): Poll<T> {
    for (;;) {
      if (this.awaited !== null) {
        const output = this.awaited.poll(cx)
        if (output === Pending) return Pending
        this.awaited = null
        this.input = output
      }
      const step = this.body.next(this.input)
      if (step.done === true) return step.value
      this.awaited = step.value
    }
  }

  [Symbol.dispose](): void {
    drop(this.awaited)
    this.awaited = null
    this.body.return(undefined as T)
  }

  [inspect](): Inspection {
    return { name: this.name, children: this.awaited === null ? [] : [this.awaited] }
  }
}

export function routine<T>(name: string, body: () => RoutineBody<T>): Routine<T> {
  return new Routine(name, body())
}
