// Contract 21–24 for asyncBlock, and 31: what it holds is judged at each suspension, and its ready awaits spend no budget.
import { beforeEach, describe, expect, it } from 'vitest'
import {
  Pending, Rc, Runtime, asyncBlock, isSendable, join, map, pending, ready, sendable, wait, yieldNow, type AsyncBlock, type Future, type JoinError, type JoinHandle, type NotSendableError, type Poll,
} from '../../src/index.ts'
import { Probe } from '../support/probe.ts'
import { Rig } from '../support/rig.ts'
import { thrownBy } from '../support/thrown.ts'

/** A leaf that is pending for ever and holds an `Rc`. */
class Holding implements Future<string> {
  readonly rc = new Rc(1)
  polls = 0
  disposes = 0

  poll(): Poll<string> {
    this.polls += 1
    return Pending
  }

  [Symbol.dispose](): void {
    this.disposes += 1
  }
}

/** The error that a task failed with for what it holds. */
function refusal(handle: JoinHandle<unknown>): NotSendableError {
  return (new Rig().thrown(handle) as JoinError).cause as NotSendableError
}

describe('the tag of a block', () => {
  it('22: is that of what it owns, its function, and what it waits for', () => {
    const rc = new Rc(1)
    const bad = Object.assign(function* () {}, { [sendable]: false })
    const waits = (future: Future<unknown>): AsyncBlock<unknown> => {
      const block = asyncBlock(function* () { return yield* wait(future) })
      new Rig().turn(block)
      return block
    }
    expect([
      asyncBlock(function* () {}),
      asyncBlock({ own: [{ id: 1 }, 'x'] }, function* () {}),
      asyncBlock({ own: [{ rc }] }, function* () {}),
      asyncBlock(bad),
      waits(pending()),
      waits(new Holding()),
      waits(waits(new Holding())),
      waits(asyncBlock({ own: [rc] }, function* () { yield* wait(pending()) })),
    ].map(isSendable)).toEqual([true, true, false, false, true, false, false, false])
  })

  it('22: said by the option, decides for itself and all it waits for', () => {
    const rc = new Rc(1)
    const inner = (tag?: boolean): AsyncBlock<unknown> =>
      asyncBlock({ own: [rc], ...(tag === undefined ? {} : { sendable: tag }) }, function* () { yield* wait(new Holding()) })
    const outer = (tag: boolean | undefined, within: Future<unknown>): AsyncBlock<unknown> => {
      const block = asyncBlock(tag === undefined ? {} : { sendable: tag }, function* () { yield* wait(within) })
      new Rig().turn(block)
      return block
    }
    expect([
      inner(true), inner(false), outer(true, inner()), outer(true, inner(false)), outer(undefined, inner(true)), outer(undefined, inner()), outer(false, pending()),
    ].map(isSendable)).toEqual([true, false, true, true, true, false, false])
  })

  it('22: does not see what the generator holds in its locals', () => {
    const block = asyncBlock(function* () {
      const rc = new Rc(1)
      yield* wait(pending())
      return rc
    })
    new Rig().turn(block)
    expect(isSendable(block)).toBe(true)
  })

  it('21: a block that owns what is not sendable is refused before it is queued, with the path', () => {
    using rt = new Runtime()
    const trace: string[] = []
    // oxlint-disable-next-line require-yield -- it would not come to a wait
    const block = asyncBlock({ own: [{ rc: new Rc(1) }], name: 'job' }, function* () { trace.push('ran') })
    expect(thrownBy(() => rt.spawn(block))).toMatchObject({ code: 'ERR_POLLUX_NOT_SENDABLE', path: 'AsyncBlock.own[0].rc' })
    rt.runUntilStalled()
    expect(trace).toEqual([])
    rt.spawnLocal(block)
    rt.runUntilStalled()
    expect(trace).toEqual(['ran'])
  })

  it('23: a block that was never polled holds nothing across a suspension, and the message tells of none', () => {
    using rt = new Runtime()
    const block = (): AsyncBlock<unknown> => asyncBlock({ own: [new Rc(1)] }, function* () { yield* wait(pending()) })
    const message = (what: string, path: string): string =>
      `spawn: ${what} cannot be spawned: ${path} is of type Rc, which is not sendable; release it before the suspension or make it sendable, or use spawnLocal, which does not ask`
    expect(thrownBy(() => rt.spawn(block()))).toMatchObject({ message: message('AsyncBlock', 'AsyncBlock.own[0]') })
    expect(thrownBy(() => rt.spawn(join(block(), pending())))).toMatchObject({ message: message('Join', 'Join.children[0].own[0]') })
  })
})

describe('24: a spawned block is asked again at each suspension', () => {
  let rt: Runtime
  beforeEach(() => {
    rt = new Runtime()
    return () => rt[Symbol.dispose]()
  })

  /** Wakes and runs until the task is finished. */
  function finish(handle: JoinHandle<unknown>): void {
    for (let i = 0; i < 5 && !handle.isFinished(); i++) rt.runUntilStalled()
    expect(handle.isFinished()).toBe(true)
  }

  it('and disposed, its finallys run, when it waits on what is not sendable', () => {
    const trace: string[] = []
    const leaf = new Holding()
    const handle = rt.spawn(asyncBlock(function* () {
      yield* wait(yieldNow())
      try {
        yield* wait(leaf)
      } finally {
        trace.push('finally')
      }
    }))
    finish(handle)
    const error = refusal(handle)
    expect([error.code, error.path]).toEqual(['ERR_POLLUX_NOT_SENDABLE', 'AsyncBlock.awaited.rc'])
    expect(error.message).toContain('held across the suspension wait 2')
    expect([leaf.polls, leaf.disposes, trace]).toEqual([1, 1, ['finally']])
  })

  it('also for a block below it, at whatever depth, and what that owns', () => {
    const deep = (depth: number, leaf: () => AsyncBlock<unknown>): AsyncBlock<unknown> =>
      asyncBlock(function* () {
        yield* wait(yieldNow())
        return yield* wait(depth === 0 ? leaf() : deep(depth - 1, leaf))
      })
    const owner = rt.spawn(deep(3, () => asyncBlock({ own: [new Rc(1)] }, function* () { yield* wait(pending()) })))
    const waiter = rt.spawn(deep(3, () => asyncBlock(function* () { yield* wait(new Holding()) })))
    const inMap = rt.spawn(deep(3, () => asyncBlock(function* () { yield* wait(map(new Holding(), String)) })))
    const fine = rt.spawn(deep(3, () => asyncBlock(function* () { yield* wait(yieldNow()) })))
    for (const handle of [owner, waiter, inMap, fine]) finish(handle)
    expect([owner, waiter, inMap].map(handle => refusal(handle).code)).toEqual(Array.from({ length: 3 }, () => 'ERR_POLLUX_NOT_SENDABLE'))
    expect(new Rig().turn(fine)).toEqual({ value: undefined })
  })

  it('but not where the option says that it is', () => {
    const handle = rt.spawn(asyncBlock({ sendable: true }, function* () {
      yield* wait(yieldNow())
      yield* wait(asyncBlock({ own: [new Rc(1)] }, function* () { yield* wait(yieldNow()) }))
      return 'done'
    }))
    finish(handle)
    expect(new Rig().turn(handle)).toEqual({ value: 'done' })
  })

  it('and may hold it between two suspensions, and output it', () => {
    const rc = new Rc(1)
    const handle = rt.spawn(asyncBlock(function* () {
      yield* wait(yieldNow())
      return yield* wait(ready(rc))
    }))
    finish(handle)
    expect(new Rig().turn(handle)).toEqual({ value: rc })
  })

  it('in a time that does not depend on depth: a suspension asks the blocks that are new, and the leaf', () => {
    let asked = 0
    const counted = (): object => Object.defineProperty({}, sendable, { get: () => (asked++, true) }) as object
    const leaf = new Probe()
    Object.defineProperty(leaf, sendable, { get: () => true })
    const deep = (depth: number): AsyncBlock<unknown> =>
      asyncBlock({ own: [counted()] }, function* () {
        if (depth > 1) yield* wait(deep(depth - 1))
        else for (let i = 0; i < 3; i++) yield* wait(yieldNow())
        yield* wait(leaf)
      })
    const handle = rt.spawn(deep(20))
    const counts: number[] = [asked]
    for (let i = 0; i < 4; i++) {
      rt.tryRunOne()
      counts.push(asked)
    }
    // One at the spawn; all twenty at the first suspension; then the innermost alone.
    expect([counts, handle.isFinished()]).toEqual([[1, 21, 22, 23, 24], false])
  })
})

it('31: a block spends no budget of its own; a loop that takes turns lets others run', () => {
  using rt = new Runtime()
  const trace: string[] = []
  const turns = (name: string): AsyncBlock<void> =>
    asyncBlock(function* () {
      for (let i = 0; i < 2; i++) {
        for (let j = 0; j < 1000; j++) yield* wait(ready(j))
        trace.push(`${name}${i}`)
        yield* wait(yieldNow())
      }
    })
  rt.spawn(turns('a'))
  rt.spawn(turns('b'))
  expect([rt.runUntilStalled(), trace]).toEqual([6, ['a0', 'b0', 'a1', 'b1']])
})
