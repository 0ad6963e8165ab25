/* oxlint-disable require-yield -- some are ready at once */
import { describe, expect, it } from 'vitest'
import { Scheduler, type Body } from '../../bench/support/coroutines.ts'
import { oneByOne, sumInOrder } from '../../bench/support/numbered-coroutines.ts'

describe('the coroutines that pollux is compared with', () => {
  it('take turns in the order of waking, and are resumed with what they await', () => {
    const scheduler = new Scheduler()
    const trace: string[] = []
    function* child(name: string, turns: number): Body {
      for (let turn = 0; turn < turns; turn++) {
        trace.push(`${name} ${turn}`)
        yield null
      }
      trace.push(`${name} done`)
      return turns
    }
    function* parent(): Body {
      const a = scheduler.spawn(child('a', 2))
      const b = scheduler.spawn(child('b', 1))
      trace.push(`a gave ${yield a}`)
      trace.push(`b gave ${yield b}`)
      return 7
    }
    trace.push(`parent gave ${scheduler.run(parent())}`)
    expect(trace).toEqual(['a 0', 'b 0', 'a 1', 'b done', 'a done', 'a gave 2', 'b gave 1', 'parent gave 7'])
  })

  it('sum up, one by one and all at once', () => {
    const scheduler = new Scheduler()
    expect([scheduler.run(oneByOne(scheduler, 10)), scheduler.run(sumInOrder(scheduler, 10))]).toEqual([45, 45])
  })
})
