import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { asyncBlock, BorrowError, drop, isSendable, Pending, race, wait, wakerFn } from '../../src/index.ts'
import type { Future } from '../../src/index.ts'
import { CancellationToken } from '../../src/sync/index.ts'
import { countingWaker, mockTask, pendingOnce, type MockTask } from '../../src/testing/index.ts'
import { leafLaws } from '../support/leaf-laws.ts'
import { Probe } from '../support/probe.ts'
import { reaches } from '../support/reaches.ts'
import { stages } from '../support/stages.ts'
import { thrownBy } from '../support/thrown.ts'

/** A waiter on each, polled once. */
const waiters = (tokens: CancellationToken[]) => tokens.map(token => {
  const task = mockTask(token.cancelled())
  expect(task.poll()).toBe(Pending)
  return task
})

describe('CancellationToken, again', () => {
  leafLaws('Cancelled', () => {
    const token = new CancellationToken()
    return { future: token.cancelled(), satisfy: () => token.cancel(), behind: [token] }
  }, { free: true })
  leafLaws('Cancelled, by the root of a deep tree', () => {
    const root = new CancellationToken()
    const leaf = root.childToken().childToken().childToken()
    return { future: leaf.cancelled(), satisfy: () => root.cancel(), behind: [root, leaf] }
  }, { free: true })

  it('41: cancel is idempotent and wakes each waiter once, its descendants\' too, never a parent\'s or a sibling\'s', () => {
    const root = new CancellationToken()
    const [a, b] = [root.childToken(), root.childToken()]
    const [aa, ab] = [a.childToken(), a.childToken()]
    const tokens = [root, a, b, aa, ab]
    const tasks = waiters(tokens)
    a.cancel()
    a.cancel()
    expect(tasks.map(task => task.wakeCount)).toEqual([0, 1, 0, 1, 1])
    expect(tokens.map(token => token.isCancelled())).toEqual([false, true, false, true, true])
    root.cancel()
    expect(tasks.map(task => task.wakeCount)).toEqual([1, 1, 1, 1, 1])
    expect(tasks.map(task => task.poll())).toEqual([undefined, undefined, undefined, undefined, undefined])
  })

  it('41: a child of a cancelled token is cancelled, and so is its child', () => {
    const root = new CancellationToken()
    root.cancel()
    const leaf = root.childToken().childToken()
    expect([leaf.isCancelled(), mockTask(leaf.cancelled()).poll()]).toEqual([true, undefined])
  })

  it('41: a disposed token in the middle: its children still hear of the root; not of it', () => {
    const root = new CancellationToken()
    const middle = root.childToken()
    const leaf = middle.childToken()
    const [task] = waiters([leaf])
    drop(middle)
    drop(middle)
    expect([leaf.isCancelled(), thrownBy(() => middle.childToken()) instanceof BorrowError]).toEqual([false, true])
    root.cancel()
    expect([task!.wakeCount, task!.poll(), leaf.isCancelled()]).toEqual([1, undefined, true])
  })

  it('41: a token that is disposed while somebody waits: that one hears of the parents', () => {
    const root = new CancellationToken()
    const child = root.childToken()
    const [task] = waiters([child])
    drop(child)
    root.cancel()
    expect([task!.wakeCount, task!.poll()]).toEqual([1, undefined])
  })

  it('41: an unpolled cancelled of a token that is disposed and cut loose', () => {
    const root = new CancellationToken()
    const child = root.childToken()
    const future = mockTask(child.cancelled())
    drop(child)
    expect(reaches(root, child)).toBe(false)
    const first = future.poll()
    root.cancel()
    expect([first, future.wakeCount, future.poll()]).toEqual([Pending, 1, undefined])
  })

  it.each(['in order', 'from below', 'the root alone'])('41: the same through several disposed tokens: %s', order => {
    const root = new CancellationToken()
    const chain = [root.childToken()]
    for (let depth = 0; depth < 3; depth++) chain.push(chain.at(-1)!.childToken())
    const future = chain.at(-1)!.cancelled()
    if (order === 'from below') chain.reverse()
    for (const token of chain) drop(token)
    if (order === 'the root alone') root.cancel()
    const task = mockTask(future)
    if (order !== 'the root alone') {
      expect(task.poll()).toBe(Pending)
      root.cancel()
      expect(task.wakeCount).toBe(1)
    }
    expect(task.poll()).toBe(undefined)
  })

  it('5, 41: a late wait of a disposed token that is dropped leaves the tree again, as often as one likes', () => {
    const root = new CancellationToken()
    const child = root.childToken()
    const futures = [0, 1, 2].map(() => mockTask(child.cancelled()))
    drop(child)
    for (const task of futures.slice(0, 2)) {
      expect([task.poll(), reaches(root, child)]).toEqual([Pending, true])
      drop(task)
      expect(reaches(root, child)).toBe(false)
    }
    root.cancel()
    expect([futures[2]!.poll(), futures[0]!.wakeCount]).toEqual([undefined, 0])
  })

  it('41: a disposed or cancelled child is not kept by its parent', () => {
    const root = new CancellationToken()
    const [disposed, cancelled, kept] = [root.childToken(), root.childToken(), root.childToken()]
    drop(disposed)
    cancelled.cancel()
    expect([disposed, cancelled, kept].map(one => reaches(root, one))).toEqual([false, false, true])
  })

  it('41: a tree deeper than the stack, and wider than an argument list, cancels', () => {
    const root = new CancellationToken()
    let deep = root
    for (let depth = 0; depth < 100_000; depth++) deep = deep.childToken()
    const wide = Array.from({ length: 150_000 }, () => root.childToken())
    const tasks = waiters([deep, wide.at(-1)!])
    root.cancel()
    expect([tasks.map(task => task.wakeCount), deep.isCancelled(), wide.every(one => one.isCancelled())]).toEqual([[1, 1], true, true])
  })

  it('32: the waker of a waiter sees the whole subtree cancelled, may cancel again, wait, and drop others', () => {
    const root = new CancellationToken()
    const child = root.childToken()
    const late: unknown[] = []
    const others = [root.cancelled(), child.cancelled()]
    const first = root.cancelled()
    first.poll({ waker: wakerFn(() => {
      late.push(child.isCancelled())
      root.cancel()
      child.cancel()
      drop(others[0])
      late.push(mockTask(child.cancelled()).poll(), root.childToken().isCancelled())
      drop(root)
    }) })
    const counts = others.map(() => countingWaker())
    others.forEach((one, at) => one.poll({ waker: counts[at]! }))
    root.cancel()
    expect(late).toEqual([true, undefined, true])
    expect(counts[1]!.count).toBe(1)
    expect(others[1]!.poll({ waker: countingWaker() })).toBe(undefined)
  })

  it('32: wakers that throw keep none of the subtree from being cancelled and woken; the first error is thrown', () => {
    const root = new CancellationToken()
    const child = root.childToken()
    const trace: string[] = []
    for (const [name, token] of [['root', root], ['root too', root], ['child', child]] as const) {
      token.cancelled().poll({ waker: wakerFn(() => {
        trace.push(name)
        throw new Error(name)
      }) })
    }
    const error = thrownBy(() => root.cancel()) as Error & { suppressed: Error[] }
    expect([trace, error.message, error.suppressed.map(one => one.message)]).toEqual([['root', 'root too', 'child'], 'root', ['root too', 'child']])
    root.cancel()
    expect(trace).toHaveLength(3)
  })

  it('41: runUntilCancelled looks at the token first, disposes the future once, and gives its output or undefined', () => {
    const token = new CancellationToken()
    const [done, left, never] = [new Probe<number>('done'), new Probe<number>('left'), new Probe<number>('never')]
    const tasks = [mockTask(token.runUntilCancelled(done)), mockTask(token.runUntilCancelled(left))]
    expect(tasks.map(task => task.poll())).toEqual([Pending, Pending])
    done.complete(1)
    expect(tasks[0]!.poll()).toBe(1)
    left.willBe(2)
    token.cancel()
    expect([tasks[1]!.wakeCount, tasks[1]!.poll(), left.polls, left.disposes]).toEqual([1, undefined, 1, 1])
    expect([mockTask(token.runUntilCancelled(never)).poll(), never.polls, never.disposes]).toEqual([undefined, 0, 1])
    expect([done.misuse, left.misuse]).toEqual([[], []])
    expect(thrownBy(() => token.runUntilCancelled(5 as never))).toBeInstanceOf(TypeError)
  })

  it('5: a runUntilCancelled that is dropped, or whose future throws, waits for the token no more', () => {
    const token = new CancellationToken()
    const waker = countingWaker()
    const probe = new Probe('p')
    const running = token.runUntilCancelled(probe)
    running.poll({ waker })
    drop(running)
    drop(running)
    const failing = new Probe('f')
    const failed = token.runUntilCancelled(failing)
    failed.poll({ waker })
    failing.willThrow(new Error('f'))
    expect((thrownBy(() => failed.poll({ waker })) as Error).message).toBe('f')
    expect([probe.disposes, failing.disposes, reaches(token, waker)]).toEqual([1, 0, false])
  })

  it('41: in any tree, however it is made, disposed and cancelled, a wait ends exactly when a token above it was cancelled', () => {
    const step = fc.record({ op: fc.nat(7), at: fc.nat(9) })
    fc.assert(fc.property(fc.array(step, { maxLength: 40 }), program => {
      const nodes = [{ token: new CancellationToken(), above: -1, cancelled: false, disposed: false }]
      const waits: { task: MockTask<void>; on: number; polled: boolean }[] = []
      const isCancelled = (at: number): boolean => at >= 0 && (nodes[at]!.cancelled || isCancelled(nodes[at]!.above))
      for (const { op, at: any } of program) {
        const at = any % nodes.length
        const node = nodes[at]!
        const one = waits[any % Math.max(1, waits.length)]
        if (op <= 1 && !node.disposed) nodes.push({ token: node.token.childToken(), above: at, cancelled: false, disposed: false })
        else if (op <= 3) waits.push({ task: mockTask(node.token.cancelled()), on: at, polled: false })
        else if (op === 4 && !node.disposed && any % 2 === 0) {
          node.cancelled = true
          node.token.cancel()
        } else if (op === 5) {
          node.disposed = true
          drop(node.token)
        } else if (op === 6 && one !== undefined) {
          waits.splice(waits.indexOf(one), 1)
          drop(one.task)
        } else if (op === 7 && one !== undefined) {
          if (one.task.poll() === undefined) {
            waits.splice(waits.indexOf(one), 1)
            expect(isCancelled(one.on)).toBe(true)
          } else one.polled = true
        }
        for (const { task, on, polled } of waits) if (polled) expect(task.wakeCount).toBe(isCancelled(on) ? 1 : 0)
      }
      for (const { task, on } of waits) expect(task.poll()).toBe(isCancelled(on) ? undefined : Pending)
    }), { numRuns: 3000 })
  })

  it('22: tokens and their waiters are sendable', () => {
    const token = new CancellationToken()
    expect([token, token.cancelled(), token.childToken()].map(one => isSendable(one))).toEqual([true, true, true])
  })

  it.each(stages)('41: under %s, one request stops a tree of workers', async (_, run) => {
    const trace = await run((start, lines) => {
      const root = new CancellationToken()
      const worker = (name: string, token: CancellationToken): void => start(asyncBlock(function* () {
        let turns = 0
        const work = asyncBlock(function* () {
          for (;;) {
            turns++
            yield* wait(pendingOnce(0))
          }
        })
        yield* wait(race<Future<unknown>[]>(work, token.cancelled()))
        lines.push(`${name} stops${turns > 1 ? '' : ' too early'}`)
      }))
      worker('a', root.childToken())
      worker('b', root.childToken().childToken())
      start(asyncBlock(function* () {
        for (let turn = 0; turn < 3; turn++) yield* wait(pendingOnce(0))
        root.cancel()
        lines.push('asked')
      }))
    })
    expect(trace[0]).toBe('asked')
    expect(trace.slice(1)).toEqual(['a stops', 'b stops'])
  })
})
