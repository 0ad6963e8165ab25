import { Done, Pending, type Context, type Future, type Poll, type PollNext, type Waker } from '../../src/index.ts'

/** What is to happen to streams and futures that wait, in whatever order a tape of numbers says. */
export class StreamEvents {
  private readonly tape: readonly number[]
  private at: number
  private readonly due: (() => void)[]
  /** What sources and futures saw that their owners must never do. */
  readonly misuse: string[]
  /** Sources and futures that have neither ended nor been disposed. */
  alive: number

  constructor(tape: readonly number[]) {
    this.tape = tape
    this.at = 0
    this.due = []
    this.misuse = []
    this.alive = 0
  }

  /** A whole number from 0 to n − 1. */
  pick(n: number): number {
    return (this.tape[this.at++ % this.tape.length] ?? 0) % n
  }

  /** Lets one event happen. False if none is to come. */
  happen(): boolean {
    if (this.due.length === 0) return false
    this.due.splice(this.pick(this.due.length), 1)[0]!()
    return true
  }

  /** A stream of `items`, some of which come late. */
  source<T>(items: readonly T[]): PollNext<T> {
    let next = 0
    return this.waiting('a source', () => (next < items.length ? items[next++]! : Done), answer => answer === Done, 'pollNext') as unknown as PollNext<T>
  }

  /** A future of `value`, perhaps a late one. */
  future<T>(value: T): Future<T> {
    return this.waiting('a future', () => value, () => true, 'poll') as unknown as Future<T>
  }

  private waiting<T>(name: string, give: () => T, ends: (answer: T) => boolean, method: 'poll' | 'pollNext'): object {
    let waits = this.pick(3) === 0
    let isDue = false
    let waker: Waker | null = null
    let end = ''
    this.alive++
    const over = (how: string): void => {
      if (end === '') this.alive--
      else this.misuse.push(`${name}: ${how} after it was ${end}`)
      end = how
    }
    const arrive = (): void => {
      isDue = waits = false
      waker?.wake()
    }
    return {
      [method]: (cx: Context): Poll<T> => {
        if (end !== '') this.misuse.push(`${name}: polled after it was ${end}`)
        waker = cx.waker
        if (waits && !isDue) this.due.push(arrive)
        if (waits) {
          isDue = true
          return Pending
        }
        const answer = give()
        waits = this.pick(2) === 0
        if (ends(answer)) over('finished')
        return answer
      },
      [Symbol.dispose]: () => {
        waker = null
        over('disposed')
      },
    }
  }
}
