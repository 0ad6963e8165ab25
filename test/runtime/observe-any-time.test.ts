/** Observers that come and go at any moment: from inside polls, wakers and callbacks of other observers. */
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { asyncBlock, joinAll, LocalSet, Mutex, Runtime, sleep, spawnLocal, wait, yieldNow, type Future, type Observer } from '../../src/index.ts'
import { watch } from '../../src/future/watch.ts'
import { chromeTrace, Counts, lint, Recorder } from '../../src/watch/index.ts'

interface ChromeEvent { ph: string; name: string; tid: number; id?: string }

/** Every slice and every arrow has both its ends. */
function pairsOf(recorder: Recorder): Record<'slices' | 'arrows', number> {
  const left = { slices: 0, arrows: 0 }
  for (const { ph } of (JSON.parse(chromeTrace(recorder)) as { traceEvents: ChromeEvent[] }).traceEvents) {
    if (ph === 'B' || ph === 'E') left.slices += ph === 'B' ? 1 : -1
    if (ph === 's' || ph === 'f') left.arrows += ph === 's' ? 1 : -1
    expect(left.slices).toBeGreaterThanOrEqual(0)
  }
  return left
}

/** The tasks of one run; `choose(n)` is below n. */
class Crowd {
  readonly runtime = new Runtime()
  readonly recorders: Recorder[] = []
  readonly found: string[] = []
  private readonly guards: Disposable[] = []
  private readonly lock = new Mutex(0)
  private readonly choose: (n: number) => number

  constructor(choose: (n: number) => number) {
    this.choose = choose
  }

  run(): void {
    this.runtime.blockOn(joinAll(Array.from({ length: 4 }, () => this.runtime.spawnLocal(this.work(2)))))
    for (const guard of this.guards) guard[Symbol.dispose]()
  }

  private toggle(): void {
    if (this.guards.length > 0 && (this.guards.length > 5 || this.choose(2) === 0)) this.guards.splice(this.choose(this.guards.length), 1)[0]![Symbol.dispose]()
    else this.guards.push(this.runtime.observe(this.observer()))
  }

  private sometimes(): void {
    if (this.choose(10) === 0) this.toggle()
  }

  private observer(): Observer {
    const kind = this.choose(4)
    if (kind === 0) return new Counts()
    if (kind === 1) return lint({ window: 10, onFinding: ({ lint: name }) => void this.found.push(name) })
    if (kind === 2) return { taskPolled: () => this.sometimes(), taskWoken: () => this.sometimes(), resourceRegistered: () => this.sometimes() }
    const recorder = new Recorder()
    this.recorders.push(recorder)
    return recorder
  }

  private work(depth: number): Future<void> {
    return asyncBlock(function* (this: Crowd) {
      for (let step = 0; step < 5; step++) {
        if (this.choose(4) === 0) this.toggle()
        const choice = this.choose(depth === 0 ? 3 : 6)
        if (choice === 0) yield* wait(yieldNow())
        else if (choice === 1) yield* wait(sleep(this.choose(2)))
        else if (choice === 2) {
          using _ = yield* wait(this.lock.lock())
          yield* wait(yieldNow())
        } else if (choice === 3) yield* wait(spawnLocal(this.work(depth - 1)))
        else if (choice === 4) yield* wait(this.runtime.start(this.work(depth - 1)))
        else {
          const set = new LocalSet()
          set.spawnLocal(this.work(depth - 1))
          yield* wait(set)
        }
      }
    }.bind(this))
  }
}

it('each sees what is there and what comes, whole; and with the last one all is off', () => {
  fc.assert(fc.property(fc.infiniteStream(fc.nat(59)), choices => {
    const crowd = new Crowd(n => choices.next().value % n)
    crowd.run()
    expect([crowd.runtime.executor.observer, watch.current, crowd.found]).toEqual([null, null, []])
    for (const recorder of crowd.recorders) expect(pairsOf(recorder)).toEqual({ slices: 0, arrows: 0 })
    crowd.runtime[Symbol.dispose]()
  }), { numRuns: 60 })
})
