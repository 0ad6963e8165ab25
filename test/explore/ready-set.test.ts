// The ready-set by itself, in every order of what may be done to it. Under a `joinAll` these would be too many children to explore.
import { describe, expect, it } from 'vitest'
import { ReadySetWorld } from '../support/ready-set-world.ts'
import { ENDLESS, stateSpace } from '../support/state-space.ts'

describe('a ready-set in every order of wakes, retirements and drains, whole or broken off', () => {
  it.each([
    [1, 10],
    [2, 64],
    [3, 520],
    [4, 5216],
  ])('10, 14, 32: of %i slots, hands out each that was woken, once, in order, and wakes its parent once', (slots, states) => {
    const space = stateSpace(new ReadySetWorld(slots))
    // Wakes and drains may follow one another for ever; nothing else is to be said of it.
    expect([...space.faults].filter(([fault]) => fault !== ENDLESS)).toEqual([])
    expect([space.states, space.ends]).toEqual([states, 0])
  })
})
