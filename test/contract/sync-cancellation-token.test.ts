import { describe, expect, it } from 'vitest'
import { blockOn, BorrowError, contextFrom, isSendable, Pending, PolledAfterCompletionError, ready, wakerFn } from '../../src/index.ts'
import { CancellationToken } from '../../src/sync/index.ts'
import { mockTask, traceLog } from '../../src/testing/index.ts'
import { ForeignExecutor } from '../support/foreign-executor.ts'
import { Probe } from '../support/probe.ts'

describe('CancellationToken', () => {
  it('41: cancel is idempotent, and wakes each waiter once', () => {
    const token = new CancellationToken()
    const [a, b] = [mockTask(token.cancelled()), mockTask(token.cancelled())]
    expect([a.poll(), b.poll(), token.isCancelled()]).toEqual([Pending, Pending, false])
    token.cancel()
    token.cancel()
    expect([a.wakeCount, b.wakeCount, token.isCancelled()]).toEqual([1, 1, true])
    expect([a.poll(), b.poll(), blockOn(token.cancelled())]).toEqual([undefined, undefined, undefined])
  })

  it('41: reaches every descendant, own waiters first, then the nearest, and never a parent or sibling', () => {
    const root = new CancellationToken()
    const [left, right] = [root.childToken(), root.childToken()]
    const [leaf, twin] = [left.childToken(), left.childToken()]
    const log = traceLog()
    for (const [name, token] of Object.entries({ twin, leaf, root, right, left })) {
      token.cancelled().poll(contextFrom(log.waker(name)))
    }
    leaf.cancel()
    expect(log.take()).toEqual(['leaf: wake'])
    expect([root, left, right, leaf, twin].map(token => token.isCancelled())).toEqual([false, false, false, true, false])
    root.cancel()
    expect(log.take()).toEqual(['root: wake', 'left: wake', 'right: wake', 'twin: wake'])
    expect([root, left, right, leaf, twin].every(token => token.isCancelled())).toBe(true)
  })

  it('41: a child of a cancelled token is cancelled', () => {
    const token = new CancellationToken()
    token.cancel()
    const child = token.childToken()
    expect(child.isCancelled()).toBe(true)
    expect(child.childToken().isCancelled()).toBe(true)
    expect(blockOn(child.cancelled())).toBeUndefined()
  })

  it('41: a tree as deep as 200,000 is made, cancelled and disposed without recursion', () => {
    const root = new CancellationToken()
    const chain = [root]
    while (chain.length < 200_000) chain.push(chain.at(-1)!.childToken())
    const last = mockTask(chain.at(-1)!.cancelled())
    last.poll()
    for (let at = 1; at < 100_000; at++) chain[at]![Symbol.dispose]()
    root.cancel()
    expect([last.isWoken(), chain[150_000]!.isCancelled()]).toEqual([true, true])
  })

  const childrenOf = (token: CancellationToken): unknown => (token as unknown as { children: Set<unknown> | null }).children?.size ?? 0

  it('4: a parent keeps no child that was disposed or cancelled', () => {
    const root = new CancellationToken()
    for (let at = 0; at < 1000; at++) {
      using child = root.childToken()
      if (at % 2 === 0) child.cancel()
    }
    expect([childrenOf(root), root.isCancelled()]).toEqual([0, false])
  })

  it('4: a line of successors, each the child of the one before, does not grow', () => {
    const root = new CancellationToken()
    let latest = root.childToken()
    for (let at = 0; at < 1000; at++) {
      const next = latest.childToken()
      latest[Symbol.dispose]()
      latest = next
    }
    expect([childrenOf(root), childrenOf(latest)]).toEqual([1, 0])
    root.cancel()
    expect(latest.isCancelled()).toBe(true)
  })

  it('4: the children of a disposed token hear of its parent; of a disposed root, of nobody', () => {
    const root = new CancellationToken()
    const middle = root.childToken()
    const leaf = mockTask(middle.childToken().cancelled())
    leaf.poll()
    middle[Symbol.dispose]()
    middle[Symbol.dispose]()
    middle.cancel()
    expect(leaf.isWoken()).toBe(false)
    root.cancel()
    expect(leaf.isWoken()).toBe(true)
    const gone = new CancellationToken()
    const orphan = gone.childToken()
    gone[Symbol.dispose]()
    gone.cancel()
    expect(orphan.isCancelled()).toBe(false)
    expect(() => gone.childToken()).toThrow(BorrowError)
  })

  it('4: a token may be disposed after it was cancelled, or its parent was; the children of one that left are its parent’s', () => {
    const root = new CancellationToken()
    const [cancelled, left] = [root.childToken(), root.childToken()]
    const below = left.childToken()
    left[Symbol.dispose]()
    root.cancel()
    for (const token of [cancelled, below, root]) token[Symbol.dispose]()
    expect([cancelled, left, below].map(token => token.isCancelled())).toEqual([true, false, true])
    const lone = new CancellationToken()
    const child = lone.childToken()
    lone[Symbol.dispose]()
    child.cancel()
    child[Symbol.dispose]()
    expect([lone.isCancelled(), child.isCancelled()]).toEqual([false, true])
  })

  it('4: whoever waits for a disposed token hears of its parents, and it leaves with the last of them', () => {
    const root = new CancellationToken()
    const [first, second] = [root.childToken(), root.childToken()]
    const [a, b] = [mockTask(first.cancelled()), mockTask(second.cancelled())]
    a.poll()
    b.poll()
    first[Symbol.dispose]()
    second[Symbol.dispose]()
    expect(childrenOf(root)).toBe(2)
    b[Symbol.dispose]()
    expect(childrenOf(root)).toBe(1)
    root.cancel()
    expect([a.isWoken(), a.poll(), b.isWoken()]).toEqual([true, undefined, false])
  })

  it('5, 38: a dropped or unpolled waiter is not there to be woken', () => {
    const token = new CancellationToken()
    token.cancelled()
    const [a, b, c] = [0, 1, 2].map(() => mockTask(token.cancelled())) as [ReturnType<typeof mockTask>, ReturnType<typeof mockTask>, ReturnType<typeof mockTask>]
    for (const task of [a, b, c]) task.poll()
    b[Symbol.dispose]()
    token.cancel()
    expect([a, b, c].map(task => task.wakeCount)).toEqual([1, 0, 1])
  })

  it('9: the latest waker alone is woken', () => {
    const token = new CancellationToken()
    const task = mockTask(token.cancelled(), { freshWaker: true })
    task.poll()
    task.poll()
    token.cancel()
    expect([task.wakeCount, task.staleWakeCount]).toEqual([1, 0])
  })

  it('31: spends no budget', () => {
    const token = new CancellationToken()
    token.cancel()
    expect(mockTask(token.cancelled(), { budget: 0 }).poll()).toBeUndefined()
  })

  it('32: all is settled before a waker is called, and one that throws does not keep the others', () => {
    const root = new CancellationToken()
    const child = root.childToken()
    const seen: boolean[] = []
    const boom = new Error('boom')
    root.cancelled().poll(contextFrom(wakerFn(() => {
      seen.push(root.isCancelled(), child.isCancelled(), root.childToken().isCancelled())
      root.cancel()
      throw boom
    })))
    const other = mockTask(child.cancelled())
    other.poll()
    expect(() => root.cancel()).toThrow(boom)
    expect([seen, other.wakeCount]).toEqual([[true, true, true], 1])
  })

  it('3: a wait that has ended says so', () => {
    const token = new CancellationToken()
    token.cancel()
    const wait = token.cancelled()
    blockOn(wait)
    expect(() => blockOn(wait)).toThrow(PolledAfterCompletionError)
  })

  it('22: it and its waits are sendable', () => {
    const token = new CancellationToken()
    expect([isSendable(token), isSendable(token.cancelled())]).toEqual([true, true])
  })

  it('runs on a foreign executor', () => {
    const root = new CancellationToken()
    const executor = new ForeignExecutor()
    const waits = [root, root.childToken(), root.childToken().childToken()].map(token => executor.spawn(token.cancelled()))
    executor.run()
    expect(waits.map(task => task.state)).toEqual(['running', 'running', 'running'])
    root.cancel()
    executor.run()
    expect(waits.map(task => task.state)).toEqual(['done', 'done', 'done'])
  })
})

describe('runUntilCancelled', () => {
  it('gives the output, and leaves the token', () => {
    const token = new CancellationToken()
    expect(blockOn(token.runUntilCancelled(ready(7)))).toBe(7)
    token.cancel()
    expect(blockOn(token.runUntilCancelled(ready(7)))).toBeUndefined()
  })

  it('5: cancelled, disposes its future once and does not poll it again', () => {
    const token = new CancellationToken()
    const probe = new Probe()
    const task = mockTask(token.runUntilCancelled(probe))
    task.poll()
    token.cancel()
    expect([task.wakeCount, task.poll(), probe.polls, probe.disposes, probe.misuse]).toEqual([1, undefined, 1, 1, []])
  })

  it('2: a failure passes through, and the wait is withdrawn', () => {
    const token = new CancellationToken()
    const probe = new Probe()
    const task = mockTask(token.runUntilCancelled(probe))
    task.poll()
    probe.fail(new Error('boom'))
    expect(() => task.poll()).toThrow('boom')
    const { wakeCount } = task
    token.cancel()
    expect([task.wakeCount, probe.disposes]).toEqual([wakeCount, 0])
  })

  it('5: disposed, disposes both', () => {
    const token = new CancellationToken()
    const probe = new Probe()
    const task = mockTask(token.runUntilCancelled(probe))
    task.poll()
    task[Symbol.dispose]()
    token.cancel()
    expect([task.wakeCount, probe.disposes, probe.misuse]).toEqual([0, 1, []])
  })
})
