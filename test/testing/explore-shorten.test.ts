// How long a search for a shorter schedule goes on.
import { expect, it } from 'vitest'
import { spawnLocal } from '../../src/runtime/index.ts'
import { NOTHING_ELSE } from '../../src/testing/explore/schedule.ts'
import { Choices, first } from '../../src/testing/explore/choices.ts'
import { shorten } from '../../src/testing/explore/shorten.ts'
import { TestBench } from '../../src/testing/explore/test-bench.ts'
import { turns } from '../support/turns.ts'

/** Fails where its four tasks, of four turns each, have as many changes between them as that. */
function searched(changes: number, clock: () => number): { runs: number; picks: readonly number[] } {
  let runs = 0
  const bench = new TestBench('explore', trial => {
    runs++
    const log: number[] = []
    for (let task = 0; task < 4; task++) spawnLocal(turns(4, () => log.push(task)))
    trial.atEnd(() => {
      if (log.filter((task, at) => task === log[at - 1]).length >= changes) throw new Error('so often')
    })
  }, { space: NOTHING_ELSE, seed: null, turns: null }, 10_000)
  // Each task to its end before the next begins, the last one first.
  const choices = new Choices([3, 3, 3, 3, 2, 2, 2, 2, 1, 1, 1, 1], first, 'loose')
  const { failure } = bench.attempt(choices)
  runs = 0
  const { picks } = shorten(bench, { picks: choices.picks, failure: failure! }, clock)
  return { runs, picks }
}

it('explore stops shortening after some seconds of a program whose turns take long, with what it has', () => {
  let now = 0
  const slow = searched(12, () => (now += 100))
  expect([slow.runs < 200, slow.picks.length]).toEqual([true, 12])
  expect(searched(2, () => 0).picks.filter(pick => pick !== 0).length).toBeLessThan(8)
})
