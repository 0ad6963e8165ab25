// JoinSet, select and the ready-set of join under every schedule.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { catchUnwind, Done, join, joinAll, map, ready, select, type Future, type Result } from '../../src/future/index.ts'
import { JoinSet, spawnLocal, type JoinError } from '../../src/runtime/index.ts'
import { schedules, simulate, type Program } from '../../src/testing/index.ts'
import { Gate } from '../support/gate.ts'
import { outcomes } from '../support/outcomes.ts'
import { routine, type Routine } from '../support/routine.ts'
import { turns } from '../support/turns.ts'

describe('a JoinSet under every schedule', () => {
  /** Takes all of `set`, and writes down what it got. */
  const drain = (set: JoinSet<string>, got: string[]): Routine<void> => routine('Drain', function* () {
    for (;;) {
      const next = (yield catchUnwind(set.joinNext())) as Result<string | Done>
      if (next.ok && next.value === Done) return
      got.push(next.ok ? (next.value as string) : (next.error as JoinError).isCancelled() ? 'cancelled' : 'panic')
    }
  })

  /** Tasks of so many turns, named in the order of their spawning. */
  const filled = (lengths: readonly number[], finished: string[]): JoinSet<string> => {
    const set = new JoinSet<string>()
    lengths.forEach((length, at) => set.spawnLocal(map(turns(length), () => {
      finished.push(`${at}`)
      return `${at}`
    })))
    return set
  }

  it('34: gives each member once, in the order in which they finished', () => {
    const orders = outcomes(() => {
      const [got, finished]: [string[], string[]] = [[], []]
      const set = filled([1, 2, 1], finished)
      return [drain(set, got), () => {
        expect([got, set.size]).toEqual([finished, 0])
        return got.join('')
      }]
    })
    expect(orders).toEqual(['012', '021', '102', '120', '201', '210'])
  })

  it('34: aborted by another task, gives what finished, and the others as cancelled', () => {
    const orders = outcomes(() => {
      const [got, finished]: [string[], string[]] = [[], []]
      const set = filled([1, 2], finished)
      spawnLocal(turns(1, () => set.abortAll()))
      return [drain(set, got), () => {
        expect(got.filter(each => each !== 'cancelled')).toEqual(finished)
        return `${got.length}, ${finished.length} finished`
      }]
    })
    expect(orders).toEqual(['2, 0 finished', '2, 1 finished', '2, 2 finished'])
  })

  it('34: of many members gives them so under random schedules', () => {
    fc.assert(fc.property(fc.array(fc.integer({ min: 1, max: 4 }), { maxLength: 12 }), schedules(fc), (lengths, schedule) => {
      const [got, finished]: [string[], string[]] = [[], []]
      simulate(schedule, (() => drain(filled(lengths, finished), got)) as Program)
      expect(got).toEqual(finished)
      expect(got).toHaveLength(lengths.length)
    }))
  })
})

describe('futures of several children under every schedule', () => {
  const openers = (gates: readonly Gate[]): void => gates.forEach(gate => void spawnLocal(turns(1, () => gate.open())))

  it('11: select gives one branch, whichever order, and disposes the others once', () => {
    const all = outcomes(() => {
      const gates = ['a', 'b', 'c'].map(name => new Gate(name))
      openers(gates)
      let won = ''
      return [map(select(...gates), ({ value }) => (won = value)), () => `${won} ${gates.map(({ disposes }) => disposes).join('')}`]
    })
    expect(all).toEqual(['a 011', 'b 101', 'c 110'])
  })

  it('10: join ends with the last child, whichever that is, and polls none that is done', () => {
    const all = outcomes(() => {
      const gates = ['a', 'b', 'c'].map(name => new Gate(name))
      openers(gates)
      let outputs = ''
      const main = map(join(gates[0]!, gates[1]!, gates[2]!), all => (outputs = all.join('')))
      return [main, () => {
        for (const { late, disposes } of gates) expect([late, disposes]).toEqual([0, 0])
        return outputs
      }]
    })
    expect(all).toEqual(['abc'])
  })

  it('10: joinAll of many polls a child first, and once more if it was opened later, and at no other time', () => {
    const rest = Array.from({ length: 30 }, () => '')
    const all = outcomes(() => {
      const gates = ['a', 'b', 'c', 'd'].map(name => new Gate(name))
      openers(gates)
      const wrong: string[] = []
      const main = map(joinAll([...gates, ...rest.map(text => ready(text))]), outputs => outputs.join(''))
      let text = ''
      return [map(main, output => (text = output)), () => {
        for (const { name, polls } of gates) if (polls > 2) wrong.push(name)
        expect(wrong).toEqual([])
        return text
      }]
    })
    expect(all).toEqual(['abcd'])
  })

  it('10: joinAll of many asks for another poll for a child that wakes itself, or its sibling, meanwhile', () => {
    const all = outcomes(() => {
      const rest = Array.from({ length: 30 }, () => ready(0))
      const gate = new Gate('gate')
      const polls = [0, 0]
      const yields = [0, 1].map(at => turns(3, turn => {
        polls[at]!++
        if (at === 1 && turn === 1) gate.open()
      }))
      spawnLocal(turns(2))
      return [joinAll([gate, ...yields, ...rest] as Future<unknown>[]), () => `${polls.join()} ${gate.polls}`]
    })
    expect(all).toEqual(['3,3 2'])
  })

  it('4: dropped at any suspension, join disposes each child that is not done, once', () => {
    const all = outcomes(() => {
      const pair = [new Gate('a'), new Gate('b')]
      const joined = spawnLocal(joinAll(pair))
      openers(pair)
      const main = routine('Main', function* () {
        yield catchUnwind(joined)
      })
      return [main, () => pair.map(({ disposes }) => disposes).join('')]
    }, { dropAt: 'any' })
    expect(all).toEqual(['00', '01', '10', '11'])
  })
})
