// The wake protocol between threads, in a model whose every state is visited. See `wake-protocol-model.ts` for what a step is.
import { afterEach, describe, expect, it, vi } from 'vitest'
import { Pending, pollFn, type Poll } from '../../src/future/index.ts'
import { remoteWaker, Runtime, wakeRemote, type RemoteWaker } from '../../src/runtime/index.ts'
import { HostedWakeProtocol } from '../support/host-signal-model.ts'
import { stateSpace, type StateSpace } from '../support/state-space.ts'
import { WakeProtocol } from '../support/wake-protocol-model.ts'
import { REAL, type Protocol, type Scenario } from '../support/wake-protocol.ts'

const word = (length = 1): Int32Array => new Int32Array(new SharedArrayBuffer(4 * length))

/** What is done to shared memory from now on, and `waiting` instead of a wait: this thread is the only one. */
function atomicSteps(waiting = () => {}): string[] {
  const steps: string[] = []
  const { or, and, store, exchange } = Atomics
  /** One word is the token; more are a dirty word and bits. */
  const name = (array: Int32Array, index: number, ofBits: string): string => (array.length === 1 ? 'token' : index === 0 ? 'dirty' : ofBits)
  const spy = (on: 'or' | 'and' | 'store' | 'exchange', real: typeof or, step: (array: Int32Array, index: number, value: number) => string): void => {
    vi.spyOn(Atomics, on).mockImplementation(((array: Int32Array, index: number, value: number) => {
      steps.push(step(array, index, value))
      return real(array, index, value)
    }) as never)
  }
  spy('or', or, (array, index) => `or(${name(array, index, 'bit')})`)
  spy('and', and, (array, index) => `and(${name(array, index, 'bit')})`)
  spy('store', store, (array, index, value) => `store(${name(array, index, 'word')}, ${value})`)
  spy('exchange', exchange, (array, index) => `exchange(${name(array, index, 'word')})`)
  vi.spyOn(Atomics, 'notify').mockImplementation(() => {
    steps.push('notify')
    return 0
  })
  vi.spyOn(Atomics, 'wait').mockImplementation(((_array: Int32Array, _index: number, value: number) => {
    steps.push(value === 0 ? 'wait' : 'may wait')
    if (value === 0) waiting()
    return 'ok'
  }) as never)
  return steps
}

const PLACE = { block: 0, word: 0, bit: 0 }
const SAME_WORD = { block: 0, word: 0, bit: 1 }
const OTHER_WORD = { block: 0, word: 1, bit: 0 }
const OTHER_BLOCK = { block: 1, word: 0, bit: 0 }

/** Who wakes whom, and how many states and ends there are if the owner parks, and if it is hosted. */
const scenarios: [name: string, scenario: Scenario, parked: readonly number[], hosted: readonly number[]][] = [
  ['one thread', { places: [PLACE], threads: [[0]] }, [67, 1], [81, 1]],
  ['one thread, three wakes', { places: [PLACE], threads: [[0, 0, 0]] }, [1349, 9], [2587, 9]],
  ['two threads, one waker', { places: [PLACE], threads: [[0], [0]] }, [1133, 4], [1549, 4]],
  ['two wakers in one word', { places: [PLACE, SAME_WORD], threads: [[0], [1]] }, [1088, 2], [1494, 2]],
  ['two wakers in two words', { places: [PLACE, OTHER_WORD], threads: [[0], [1]] }, [1118, 2], [1530, 2]],
  ['two wakers in two blocks', { places: [PLACE, OTHER_BLOCK], threads: [[0], [1]] }, [1100, 2], [1572, 2]],
  ['two threads, each wakes both', { places: [PLACE, OTHER_WORD], threads: [[0, 1], [1, 0]] }, [20825, 16], [39000, 16]],
  ['three threads, one waker', { places: [PLACE], threads: [[0], [0], [0]] }, [14087, 9], [20493, 9]],
  ['three threads, three wakers', { places: [PLACE, SAME_WORD, OTHER_WORD], threads: [[0], [1], [2]] }, [15451, 3], [22640, 3]],
  ['a waker disposed, its place given to another', { places: [PLACE, PLACE], threads: [[0], [1]] }, [1977, 9], [2759, 13]],
  ['the same beside a third', { places: [PLACE, PLACE, SAME_WORD], threads: [[0], [1], [2]] }, [29973, 15], [34314, 15]],
]

const counts = ({ states, ends }: StateSpace): number[] => [states, ends]
const faults = (space: StateSpace): string[] => [...space.faults.keys()]

describe('28, 32: in every interleaving no wake is lost, none is answered twice, and the owner sleeps when all is done', () => {
  it.each(scenarios)('28: parked: %s', (_, scenario, parked) => {
    const space = stateSpace(new WakeProtocol(scenario))
    expect(faults(space)).toEqual([])
    expect(counts(space)).toEqual(parked)
  })

  it('28: parked until a timer: wakes that come as the time is up', () => {
    const space = stateSpace(new WakeProtocol({ places: [PLACE], threads: [[0], [0]], timeouts: 2 }))
    expect(faults(space)).toEqual([])
    expect(counts(space)).toEqual([4887, 6])
  })

  it.each(scenarios)('28, 29: hosted: %s', (_, scenario, __, hosted) => {
    const space = stateSpace(new HostedWakeProtocol(scenario))
    expect(faults(space)).toEqual([])
    expect(counts(space)).toEqual(hosted)
  })
})

const twice: Scenario = { places: [PLACE], threads: [[0, 0]] }
const wordmates: Scenario = { places: [PLACE, SAME_WORD], threads: [[0], [1]] }
const reuse: Scenario = { places: [PLACE, PLACE], threads: [[0], [1]] }
const LOST = 'lost: the wake of waker 0'

describe('28: a protocol that is wrong is found to be', () => {
  const wrong: [name: string, change: Partial<Protocol>, scenario: Scenario, fault: string][] = [
    ['token before bit', { wake: ['store(token, 1)', 'or(bit)', 'store(dirty, 1)', 'notify'] }, twice, LOST],
    ['token before dirty', { wake: ['or(bit)', 'store(token, 1)', 'store(dirty, 1)', 'notify'] }, twice, LOST],
    ['dirty before bit', { wake: ['store(dirty, 1)', 'or(bit)', 'store(token, 1)', 'notify'] }, twice, LOST],
    ['notify before token', { wake: ['or(bit)', 'store(dirty, 1)', 'notify', 'store(token, 1)'] }, twice, LOST],
    ['no notify', { wake: ['or(bit)', 'store(dirty, 1)', 'store(token, 1)'] }, twice, LOST],
    ['dirty cleared after the words were read', { clearsDirty: 'last' }, twice, LOST],
    ['a word read, then cleared', { takesWord: 'load, store' }, wordmates, LOST],
    ['the token cleared before the wait, unread', { beforeWait: 'store(token, 0)' }, twice, LOST],
    ['a wait that does not look at the token', { wait: 'blindly' }, twice, LOST],
  ]

  it.each(wrong)('28: parked: %s', (_, change, scenario, fault) => {
    expect(faults(stateSpace(new WakeProtocol(scenario, change)))).toContain(fault)
  })

  it.each(wrong)('28, 29: hosted: %s', (_, change, scenario, fault) => {
    expect(faults(stateSpace(new HostedWakeProtocol(scenario, change)))).toContain(fault)
  })

  it('28: parked: nobody lets in', () => {
    expect(faults(stateSpace(new WakeProtocol(twice, { letsIn: 'never' })))).toEqual([LOST])
  })

  it('28: parked: the token left behind after the wait ends a park too many', () => {
    expect(faults(stateSpace(new WakeProtocol(twice, { afterWait: 'nothing' })))).toEqual(['more parks end than tokens were put there'])
  })

  it('32: the bit of a disposed waker cleared when its heir is at work already loses the heir’s wake', () => {
    expect(faults(stateSpace(new WakeProtocol(reuse, { clearsBit: 'after reuse' })))).toEqual(['lost: the wake of waker 1'])
  })

  it('28: with the shortest way to it', () => {
    const { faults } = stateSpace(new WakeProtocol({ places: [PLACE], threads: [[0]] }, { wait: 'blindly' }))
    expect(faults.get(LOST)).toEqual([
      'thread 0: or(bit)',
      'owner: poll',
      'owner: exchange(dirty, 0) = 0',
      'thread 0: store(dirty, 1)',
      'owner: exchange(token, 0) = 0',
      'thread 0: store(token, 1)',
      'thread 0: notify',
      'owner: wait, asleep',
    ])
  })
})

describe('28: what the protocol does for speed only', () => {
  it.each<[name: string, change: Partial<Protocol>, scenario: Scenario]>([
    ['the look at the token before the wait, which compares it', { beforeWait: 'nothing' }, twice],
    ['letting in before the park, since the token tells of it', { letsIn: 'after' }, twice],
    ['letting in after the park, since idling does so too', { letsIn: 'before' }, twice],
    ['clearing the bit of a disposed waker, whose heir would be woken once too often', { clearsBit: 'never' }, reuse],
  ])('28: %s', (_, change, scenario) => {
    expect(faults(stateSpace(new WakeProtocol(scenario, change)))).toEqual([])
  })
})

describe('28: the model makes the steps that the library makes', () => {
  afterEach(() => vi.restoreAllMocks())

  it('28: wakeRemote', () => {
    const steps = atomicSteps()
    const handle = { signal: word(), bits: word(33), index: 3 }
    wakeRemote(handle)
    expect(steps).toEqual(REAL.wake)
    wakeRemote({ ...handle, bits: null })
    expect(steps).toEqual([...REAL.wake, 'store(token, 1)', 'notify'])
  })

  it('28: the owner, woken before it parks, and while it is parked', () => {
    using runtime = new Runtime()
    const steps = atomicSteps(() => wakeRemote(remote!.handle))
    let remote: RemoteWaker | null = null
    const main = pollFn((cx): Poll<void> => {
      steps.push('poll')
      remote ??= remoteWaker(cx.waker)
      const polls = steps.filter(step => step === 'poll').length
      if (polls === 1) wakeRemote(remote.handle)
      if (polls < 3) return Pending
      remote[Symbol.dispose]()
    })
    runtime.blockOn(main)
    expect(steps).toEqual([
      'poll', ...REAL.wake,
      'exchange(dirty)', 'exchange(word)',
      'poll',
      'exchange(dirty)',
      'may wait', 'exchange(token)', 'exchange(dirty)',
      'exchange(dirty)',
      'exchange(token)', 'wait', ...REAL.wake, 'exchange(token)',
      'exchange(dirty)', 'exchange(word)',
      'poll', 'and(bit)',
    ])
  })
})

describe('stateSpace', () => {
  it('finds what goes round for ever', () => {
    const space = stateSpace<number>({ start: 0, moves: at => (at < 3 ? [{ name: `to ${at + 1}`, to: at + 1 }] : [{ name: 'back', to: 1 }]), judge: () => null })
    expect([space.states, space.ends, [...space.faults]]).toEqual([4, 0, [['goes round for ever', ['to 1']]]])
  })

  it('visits a state once, whichever way leads to it, and judges ends as ends', () => {
    const space = stateSpace<[number, number]>({
      start: [0, 0],
      moves: ([a, b]) => [...(a < 2 ? [{ name: 'a', to: [a + 1, b] as [number, number] }] : []), ...(b < 2 ? [{ name: 'b', to: [a, b + 1] as [number, number] }] : [])],
      judge: (_, last) => (last ? 'the end' : null),
    })
    expect([space.states, space.ends, [...space.faults]]).toEqual([9, 1, [['the end', ['a', 'a', 'b', 'b']]]])
  })
})
