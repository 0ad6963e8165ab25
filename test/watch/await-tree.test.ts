/** Who awaits whom, as text. */
import { describe, expect, it } from 'vitest'
import { asyncBlock, join, JoinSet, lazy, LocalSet, oneshot, pending, Runtime, wait, type Future, type JoinHandle } from '../../src/index.ts'
import { awaitTree } from '../../src/watch/index.ts'

const [, never] = oneshot<number>()

describe('awaitTree', () => {
  it('is empty for a runtime with nothing to do', () => {
    expect(awaitTree(new Runtime())).toBe('')
  })

  it('has each task below the one that joins it, and those that nobody joins at the root', () => {
    using runtime = new Runtime()
    const leaf = runtime.spawn(never)
    const middle = runtime.spawn(join(leaf, runtime.spawn(lazy(() => 1))))
    runtime.spawn(middle)
    runtime.spawn(pending())
    runtime.runUntilStalled()
    expect(awaitTree(runtime).split('\n')).toEqual([
      'task 4 (JoinHandle): waiting, waits on task 3 (Join)',
      '└─ task 3 (Join): 1 of 2 finished, waits on task 1 (OneshotReceiver)',
      '   └─ task 1 (OneshotReceiver): waiting, waits on the value of a oneshot’s sender',
      'task 5 (PendingFuture): waiting, waits on nothing: pending() never completes',
    ])
  })

  it('shows the main future first, the members of sets, and blocks', () => {
    using runtime = new Runtime()
    const set = new LocalSet()
    let text = ''
    const joined = new JoinSet<unknown>()
    runtime.blockOn(asyncBlock(function* () {
      joined.spawnLocal(pending())
      joined.spawnLocal(pending())
      set.spawnLocal(joined.joinNext())
      const watcher = runtime.spawnLocal(lazy(() => { text = awaitTree(runtime) }))
      yield* wait(set.runUntil(watcher))
    }))
    expect(text.replaceAll(/, waits on .*/g, '').split('\n')).toEqual([
      'the main future (AsyncBlock): wait 1',
      '├─ task 4 (Lazy): polling',
      '└─ task 3 (JoinSet.joinNext()): waiting',
      '   ├─ task 1 (PendingFuture): waiting',
      '   └─ task 2 (PendingFuture): waiting',
    ])
  })

  it('tells in full once what several wait for, and does not go round in a ring', () => {
    using runtime = new Runtime()
    const handles: JoinHandle<unknown>[] = []
    const other = (at: number): Future<unknown> => asyncBlock(function* () { return yield* wait(handles[at]!) })
    handles.push(runtime.spawnLocal(other(1)), runtime.spawnLocal(other(0)))
    runtime.runUntilStalled()
    expect(awaitTree(runtime).replaceAll(/, waits on [^)]*\)/g, '').split('\n')).toEqual([
      'task 1 (AsyncBlock): wait 1',
      '└─ task 2 (AsyncBlock): wait 1',
      '   └─ task 1 (AsyncBlock): wait 1 (see above)',
    ])
  })
})
