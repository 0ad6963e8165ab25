/** `dumpText()`: who awaits whom, with the futures inside. */
import { describe, expect, it } from 'vitest'
import { asyncBlock, contextFrom, join, joinAll, JoinSet, lazy, LocalSet, map, noopWaker, oneshot, Runtime, sleep, wait, type Future, type JoinHandle } from '../../src/index.ts'
import { awaitTree } from '../../src/watch/index.ts'
import { Gate } from '../support/gate.ts'
import { thrownBy } from '../support/thrown.ts'

describe('dumpText', () => {
  it('has each task below the future that waits for it, with states and what the leaves wait on', () => {
    using runtime = new Runtime()
    const inner = runtime.spawnLocal(new Gate('a'))
    const middle = runtime.spawnLocal(asyncBlock(function* () {
      yield* wait(join(inner, new Gate('b')))
    }))
    runtime.spawnLocal(middle)
    runtime.spawnLocal(new Gate('c'))
    runtime.runUntilStalled()
    expect(runtime.dumpText().split('\n')).toEqual([
      'task 3 (JoinHandle): waiting, waits on task 2 (AsyncBlock)',
      '  task 2 (AsyncBlock): wait 1, waits on task 1 (Gate), the gate b',
      '    Join: 0 of 2 finished, waits on task 1 (Gate), the gate b',
      '      task 1 (Gate): waiting, waits on the gate a',
      '      Gate: waiting, waits on the gate b',
      'task 4 (Gate): waiting, waits on the gate c',
    ])
  })

  it('has the members of a JoinSet below its joinNext, those of a LocalSet below who polls it, and finished ones', () => {
    using runtime = new Runtime()
    const set = new LocalSet()
    const members = new JoinSet<unknown>()
    let text = ''
    {
      using _ = runtime.enter()
      members.spawnLocal(new Gate('a'))
    }
    const next = runtime.spawnLocal(members.joinNext())
    const finished = runtime.spawn(sleep(0))
    set.spawnLocal(new Gate('b'))
    runtime.spawnLocal(set.runUntil(join(next, new Gate('c'))))
    runtime.runUntilStalled()
    runtime.spawnLocal(asyncBlock({ own: [finished] }, function* () {
      text = runtime.dumpText()
      yield* wait(new Gate('d'))
    }))
    runtime.runUntilStalled()
    expect(text.split('\n').slice(0, 6)).toEqual([
      'task 4 (RunUntil): waiting, waits on the one task of a LocalSet, task 2 (JoinSet.joinNext()), the gate c, the gate b',
      '  Join: 0 of 2 finished, waits on task 2 (JoinSet.joinNext()), the gate c',
      '    task 2 (JoinSet.joinNext()): waiting, waits on the one task of a JoinSet (task 1)',
      '      task 1 (Gate): waiting, waits on the gate a',
      '    Gate: waiting, waits on the gate c',
      '  LocalSet: waiting, waits on the one task of a LocalSet, the gate b',
    ])
  })

  it('tells once in full what several wait for, goes round no ring, and says whose a foreign task is', () => {
    using runtime = new Runtime()
    using other = new Runtime()
    const handles: JoinHandle<unknown>[] = []
    const waitsFor = (at: number): Future<unknown> => asyncBlock(function* () { return yield* wait(handles[at]!) })
    handles.push(runtime.spawnLocal(waitsFor(1)), runtime.spawnLocal(waitsFor(0)))
    const foreign = other.spawnLocal(new Gate('far'))
    runtime.spawnLocal(foreign)
    runtime.runUntilStalled()
    expect(runtime.dumpText().split('\n')).toEqual([
      'task 3 (JoinHandle): waiting, waits on task 1 (Gate)',
      '  task 1 (Gate) of another runtime: queued, waits on the gate far',
      'task 1 (AsyncBlock): wait 1, waits on task 2 (AsyncBlock)',
      '  task 2 (AsyncBlock): wait 1, waits on task 1 (AsyncBlock)',
      '    task 1 (AsyncBlock): wait 1, waits on task 2 (AsyncBlock) (see above)',
    ])
  })

  it('shows 64 futures a task, and every task below those that it does not show', () => {
    using runtime = new Runtime()
    const handles = Array.from({ length: 200 }, () => runtime.spawnLocal(new Gate('x')))
    runtime.spawnLocal(joinAll(handles.map(handle => map(handle, x => x))))
    runtime.runUntilStalled()
    const lines = runtime.dumpText().split('\n')
    expect(lines[0]).toMatch(/^task 201 \(JoinAll/)
    expect(lines.filter(line => line.startsWith('  Map') || line.startsWith('    Map')).length).toBe(63 + 1)
    expect(lines.filter(line => /^ +task \d+ \(Gate\): waiting, waits on the gate x$/.test(line)).length).toBe(200)
    expect(lines.at(-1)).toBe('  … and more futures')
  })

  it('a hundred thousand tasks in a row: one below the other, and no call for each', () => {
    using runtime = new Runtime()
    const [sender, receiver] = oneshot<number>()
    let last: JoinHandle<unknown> = runtime.spawn(receiver)
    for (let i = 1; i < 100_000; i++) last = runtime.spawn(last)
    const lines = runtime.dumpText().split('\n')
    const tree = awaitTree(runtime).split('\n')
    expect([lines.length, tree.length]).toEqual([100_000, 100_000])
    expect(lines[1]).toMatch(/^ {2}task 99999 \(JoinHandle\): waiting/)
    expect(lines.at(-1)).toMatch(/^ {64}\[99999\] task 1 \(OneshotReceiver\): \w+, waits on/)
    expect(tree.at(-1)).toMatch(/^ {93}└─ \[99999\] task 1 \(OneshotReceiver\): \w+, waits on/)
    sender.send(1)
  })

  it('sets within sets, hundreds deep: all of them as text, the first hundred as data', () => {
    using runtime = new Runtime()
    let set = new LocalSet()
    set.spawnLocal(new Gate('deepest'))
    for (let i = 1; i < 300; i++) {
      const outer = new LocalSet()
      outer.spawnLocal(set)
      set = outer
    }
    runtime.spawnLocal(set)
    expect(runtime.dumpText().split('\n').length).toBe(301)
    let depth = 0
    for (let at = runtime.dump()[0]; at !== undefined; at = at.children[0]) depth++
    expect(depth).toBe(101)
  })

  it('the main future is first, and errors of tasks stuck name the members of a set', () => {
    using runtime = new Runtime()
    let text = ''
    runtime.blockOn(asyncBlock(function* () {
      const task = runtime.spawnLocal(lazy(() => void (text = runtime.dumpText())))
      yield* wait(task)
    }))
    expect(text.split('\n')).toEqual(['the main future (AsyncBlock): wait 1, waits on task 1 (Lazy)', '  task 1 (Lazy): polling'])
    using _ = runtime.enter()
    const members = new JoinSet<unknown>()
    for (let i = 0; i < 5; i++) members.spawnLocal(new Gate('x'))
    expect(String(thrownBy(() => runtime.blockOn(members.joinNext())))).toContain(
      'the main future (JoinSet.joinNext()): waits on one of the 5 tasks of a JoinSet (task 2, task 3, task 4, task 5, …)',
    )
  })

  it('a future that several tasks reach by references of their own is shown below each', () => {
    using runtime = new Runtime()
    const gate = new Gate('shared')
    void gate.poll(contextFrom(noopWaker()))
    runtime.spawnLocal(map(gate, x => x))
    runtime.spawnLocal(map(gate, x => x))
    runtime.runUntilStalled()
    expect(runtime.dumpText().split('\n').filter(line => line === '  Gate: waiting, waits on the gate shared').length).toBe(2)
  })
})
