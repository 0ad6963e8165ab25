// A limit and a timeout under every schedule of two or three callers, one of which may be dropped at any suspension: contract 5, 45.
import { afterEach, describe, expect, it } from 'vitest'
import { catchUnwind, drop, map, type Future, type Result } from '../../src/future/index.ts'
import { spawnLocal } from '../../src/runtime/index.ts'
import { Buffer, ConcurrencyLimit, oneshotCall, serviceFn, Timeout, type AnyService } from '../../src/service/index.ts'
import { sleep } from '../../src/time/index.ts'
import { outcomes } from '../support/outcomes.ts'
import { routine, type RoutineBody } from '../support/routine.ts'
import { ask } from '../support/service-caller.ts'
import { turns } from '../support/turns.ts'

/** What tasks found wrong in the runs of a test; none stays unseen, as the outcome of a failed task might. */
const wrong: string[] = []
afterEach(() => expect(wrong.splice(0)).toEqual([]))

/** How many are inside of the service now, and ever were at once; and how many got their answers. */
class Book {
  inside = 0
  most = 0
  answered = 0

  readonly service = serviceFn((polls: number) => {
    let counted = false
    const leave = (): void => {
      if (counted) this.inside--
      counted = false
    }
    const work = turns(polls, turn => {
      if (turn > 0) return
      counted = true
      this.most = Math.max(this.most, ++this.inside)
    })
    return Object.assign(map(work, () => (leave(), 'answer')), { [Symbol.dispose]: leave })
  })
}

const call = (book: Book, service: AnyService, polls: number) => function* (): RoutineBody<void> {
  const answer = yield oneshotCall(service, polls as never)
  if (answer !== 'answer') wrong.push(`the answer was ${String(answer)}`)
  book.answered++
}

function together(bodies: readonly (() => RoutineBody<void>)[]): Future<void> {
  for (const [at, body] of bodies.entries()) spawnLocal(routine(`Caller ${at}`, body))
  return sleep(1)
}

describe('ConcurrencyLimit and Timeout', () => {
  it.each([2, 3])('5, 45: of %i callers at one instance, one at a time is inside, each that lives is answered, and the permit is free at the end', count => {
    const all = outcomes(() => {
      const book = new Book()
      const service = new Timeout(new ConcurrencyLimit(book.service, 1), 50)
      const bodies = Array.from({ length: count }, () => call(book, service, 2))
      return [together(bodies), () => `${book.answered} answered, ${book.most} at once, ${book.inside} inside, then ${ask(service)}`]
    }, { dropAt: 'any', spurious: count === 2 ? 1 : 0 })
    expect(all).toEqual([count - 1, count].map(answered => `${answered} answered, 1 at once, 0 inside, then ready`))
  })

  it.each([2, 3])('5, 45: the same of %i callers with a clone each, which they dispose', count => {
    const all = outcomes(() => {
      const book = new Book()
      const service = new Timeout(new ConcurrencyLimit(book.service, 1), 50)
      const bodies = Array.from({ length: count }, () => function* (): RoutineBody<void> {
        using clone = service.clone()
        yield* call(book, clone, 2)()
      })
      return [together(bodies), () => `${book.answered} answered, ${book.most} at once, ${book.inside} inside, then ${ask(service)}`]
    }, { dropAt: 'any', spurious: count === 2 ? 1 : 0 })
    expect(all).toEqual([count - 1, count].map(answered => `${answered} answered, 1 at once, 0 inside, then ready`))
  })

  it('45: two permits are used by three callers, never three', () => {
    const most = new Set<string>()
    const all = outcomes(() => {
      const book = new Book()
      const service = new ConcurrencyLimit(book.service, 2)
      const bodies = [1, 2, 2].map(polls => call(book, service, polls))
      return [together(bodies), () => {
        most.add(String(book.most))
        return `${book.answered} answered`
      }]
    })
    expect([all, [...most].sort()]).toEqual([['3 answered'], ['1', '2']])
  })

  it('45: a response that is too late frees its permit for the next', () => {
    const all = outcomes(() => {
      const service = new Timeout(new ConcurrencyLimit(serviceFn((ms: number) => sleep(ms)), 1), 10)
      const ends: string[] = []
      const one = (name: string, ms: number) => function* (): RoutineBody<void> {
        const result = (yield catchUnwind(oneshotCall(service, ms))) as Result<void, Error>
        ends.push(`${name} ${result.ok ? 'in time' : result.error.name}`)
      }
      spawnLocal(routine('slow', one('slow', 30)))
      spawnLocal(routine('quick', one('quick', 5)))
      return [sleep(100), () => ends.join(', ')]
    })
    expect(all).toEqual(['quick in time, slow Elapsed', 'slow Elapsed, quick in time'])
  })
})

describe('Buffer', () => {
  it('5, 45: of two callers, one of which may be dropped anywhere, each that lives is answered, and the worker ends', () => {
    const all = outcomes(() => {
      const book = new Book()
      let disposed = 0
      const inner = Object.assign(serviceFn((polls: number) => book.service.call(polls)), { [Symbol.dispose]: () => void disposed++ })
      const [buffer, worker] = Buffer.pair(inner, 1)
      // Not one of the tasks that may be dropped.
      const main = routine('main', function* (): RoutineBody<void> {
        for (const at of [0, 1]) {
          const clone = buffer.clone()
          spawnLocal(routine(`Caller ${at}`, function* (): RoutineBody<void> {
            using _ = clone
            yield* call(book, clone, 1)()
          }))
        }
        drop(buffer)
        yield worker
      })
      return [main, () => `${book.answered} answered, ${disposed} disposed`]
    }, { dropAt: 'any' })
    expect(all).toEqual(['1 answered, 1 disposed', '2 answered, 1 disposed'])
  })
})
