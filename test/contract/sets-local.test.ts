import { describe, expect, it } from 'vitest'
import { blockOn, BorrowError, drop, isSendable, join, JoinError, LocalSet, NotSendableError, Pending, pollFn, PolledAfterCompletionError, Rc, ready, Runtime, select, spawn, spawnLocal, taskLocal, wakerFn } from '../../src/index.ts'
import type { Future, JoinHandle, Poll, Waker } from '../../src/index.ts'
import { Printed } from '../support/printed.ts'
import { Probe, misuses, probes } from '../support/probe.ts'
import { Rig } from '../support/rig.ts'
import { thrownBy } from '../support/thrown.ts'
import { Token } from '../support/token.ts'

/** Wakes itself at each of `rounds` polls, telling `trace` its name. */
function busy(name: string, rounds: number, trace: string[]): Future<string> {
  let left = rounds
  return pollFn((cx): Poll<string> => {
    trace.push(name)
    if (--left === 0) return `${name} done`
    cx.waker.wake()
    return Pending
  })
}

describe('a LocalSet as a future', () => {
  it('is ready at once while it is empty, and else when its last task has ended', () => {
    const rig = new Rig()
    expect(rig.turn(new LocalSet())).toEqual({ value: undefined })
    const set = new LocalSet()
    const members = probes(2)
    const handles = members.map(member => set.spawnLocal(member))
    expect(rig.turn(set)).toBe('pending')
    members[1]!.complete('b')
    expect([rig.wakes, rig.turn(set)]).toEqual([1, 'pending'])
    members[0]!.complete('a')
    expect([rig.wakes, rig.turn(set)]).toEqual([2, { value: undefined }])
    expect(handles.map(handle => rig.turn(handle))).toEqual([{ value: 'a' }, { value: 'b' }])
    expect([members.map(member => member.polls), misuses(members)]).toEqual([[2, 2], []])
  })

  it('3: polled when it has ended it throws; spawning begins it anew', () => {
    const rig = new Rig()
    const set = new LocalSet()
    expect(rig.turn(set)).toEqual({ value: undefined })
    expect(rig.thrown(set)).toBeInstanceOf(PolledAfterCompletionError)
    const handle = set.spawnLocal(ready('again'))
    expect([rig.turn(set), rig.turn(handle)]).toEqual([{ value: undefined }, { value: 'again' }])
  })

  it('13: spawnLocal polls nothing, and wakes who polls the set, once', () => {
    const set = new LocalSet()
    const first = new Probe()
    set.spawnLocal(first)
    expect(first.polls).toBe(0)
    const rig = new Rig()
    rig.turn(set)
    const later = probes(3)
    for (const probe of later) set.spawnLocal(probe)
    expect([rig.wakes, later.map(probe => probe.polls)]).toEqual([1, [0, 0, 0]])
    rig.turn(set)
    expect([first.polls, later.map(probe => probe.polls)]).toEqual([1, [1, 1, 1]])
  })

  it('13, 14: its tasks are FIFO; a poll wakes what is idle once', () => {
    const trace: string[] = []
    const set = new LocalSet()
    const [a, b] = probes(2, trace)
    set.spawnLocal(a!)
    set.spawnLocal(b!)
    const rig = new Rig()
    rig.turn(set)
    for (const probe of [b!, a!, b!, a!]) probe.wake()
    expect(rig.wakes).toBe(1)
    rig.turn(set)
    expect(trace).toEqual(['0 poll', '1 poll', '1 poll', '0 poll'])
  })

  it('takes at most 61 turns a poll, then wakes itself', () => {
    const trace: string[] = []
    const set = new LocalSet()
    for (const name of ['a', 'b']) set.spawnLocal(busy(name, 50, trace))
    const rig = new Rig()
    expect([rig.turn(set), trace.length, rig.wakes]).toEqual(['pending', 61, 1])
    expect([rig.turn(set), trace.length, rig.wakes]).toEqual([{ value: undefined }, 100, 1])
    expect(trace.slice(0, 4)).toEqual(['a', 'b', 'a', 'b'])
  })

  it('14: so a busy set and its neighbours share the thread', () => {
    const trace: string[] = []
    const set = new LocalSet()
    set.spawnLocal(busy('.', 200, trace))
    using runtime = new Runtime()
    runtime.spawnLocal(set)
    runtime.spawnLocal(busy('neighbour', 4, trace))
    runtime.runUntilStalled()
    expect(trace.join('')).toBe([61, 61, 61, 17].map(n => `${'.'.repeat(n)}neighbour`).join(''))
  })

  it('9: wakes only the waker of its latest poll', () => {
    const set = new LocalSet()
    const probe = new Probe()
    set.spawnLocal(probe)
    const [early, late] = [new Rig(), new Rig()]
    early.turn(set)
    late.turn(set)
    probe.wake()
    expect([early.wakes, late.wakes]).toEqual([0, 1])
  })

  it('21: is not sendable, and says so', () => {
    using runtime = new Runtime()
    const set = new LocalSet()
    expect([isSendable(set), isSendable(set.runUntil(ready(1)))]).toEqual([false, false])
    const error = thrownBy(() => runtime.spawn(Object.assign(new Probe(), { set }))) as NotSendableError
    expect([error instanceof NotSendableError, error.path]).toEqual([true, 'Probe.set'])
    expect((thrownBy(() => runtime.spawn(set.runUntil(ready(1)))) as NotSendableError).path).toBe('RunUntil.set')
  })

  it('2: polled by one of its own tasks it throws BorrowError', () => {
    const set = new LocalSet()
    let thrown: unknown
    set.spawnLocal(pollFn((cx): Poll<void> => { thrown = thrownBy(() => set.poll(cx)) }))
    expect([new Rig().turn(set), thrown instanceof BorrowError]).toEqual([{ value: undefined }, true])
  })
})

describe('spawnLocal inside a LocalSet', () => {
  it('goes to the set, spawn to the runtime', () => {
    using runtime = new Runtime()
    const set = new LocalSet()
    const inside: JoinHandle<number>[] = []
    set.spawnLocal(pollFn((): Poll<void> => {
      inside.push(spawnLocal(new Probe<number>()), spawn(new Probe<number>()))
    }))
    expect(runtime.blockOn(select(set, ready('enough')))).toEqual({ index: 1, value: 'enough' })
    expect(inside.map(handle => handle.isFinished())).toEqual([true, false])
  })

  it('also in what runUntil polls, in disposes, and where there is no runtime', () => {
    const set = new LocalSet()
    const rig = new Rig()
    const spawned: JoinHandle<string>[] = []
    const disposing = new Probe()
    disposing.onDispose = () => void spawned.push(spawnLocal(ready('from a dispose')))
    set.spawnLocal(disposing).abort()
    expect(rig.turn(set.runUntil(pollFn((): Poll<void> => void spawned.push(spawnLocal(ready('from runUntil'))))))).toEqual({ value: undefined })
    expect(rig.turn(set)).toEqual({ value: undefined })
    const dropped = new Probe()
    dropped.onDispose = () => void spawned.push(spawnLocal(ready('from the dispose of a runUntil')))
    drop(set.runUntil(dropped))
    rig.turn(set)
    expect(spawned.map(handle => rig.turn(handle))).toEqual([
      { value: 'from runUntil' },
      { value: 'from a dispose' },
      { value: 'from the dispose of a runUntil' },
    ])
  })

  it('the innermost set counts, and what was current is restored', () => {
    const [outer, inner] = [new LocalSet(), new LocalSet()]
    const trace: string[] = []
    const spawner = (name: string): Future<void> => pollFn((): Poll<void> => void spawnLocal(lineOf(name)))
    const lineOf = (name: string): Future<void> => pollFn((): Poll<void> => void trace.push(name))
    inner.spawnLocal(spawner('inner'))
    outer.spawnLocal(pollFn((cx): Poll<void> => {
      inner.poll(cx)
      trace.push('inner was polled')
      spawnLocal(lineOf('outer'))
      trace.push('spawned')
    }))
    new Rig().turn(outer)
    expect(trace).toEqual(['inner', 'inner was polled', 'spawned', 'outer'])
  })

  it('a runtime run inside one of its tasks keeps its own', () => {
    const set = new LocalSet()
    using other = new Runtime()
    let handle: JoinHandle<number> | null = null
    other.spawnLocal(pollFn((): Poll<void> => { handle = spawnLocal(new Probe<number>()) }))
    set.spawnLocal(pollFn((): Poll<void> => void other.runUntilStalled()))
    new Rig().turn(set)
    other[Symbol.dispose]()
    expect(handle!.isFinished()).toBe(true)
  })

  it('20: after its poll the free function knows no set', () => {
    const set = new LocalSet()
    set.spawnLocal(new Probe().willThrow(new Error('boom')))
    using _ = new Printed()
    new Rig().turn(set)
    expect(thrownBy(() => spawnLocal(ready(1)))).toHaveProperty('code', 'ERR_POLLUX_NO_RUNTIME')
  })

  it('27: the runtime that polls the set is current in its tasks', () => {
    using runtime = new Runtime()
    const set = new LocalSet()
    const seen: unknown[] = []
    set.spawnLocal(pollFn((): Poll<void> => void seen.push(Runtime.current())))
    set.spawnLocal(pollFn((): Poll<void> => void seen.push(thrownBy(() => blockOn(ready(1))))))
    runtime.blockOn(set)
    expect([seen[0] === runtime, (seen[1] as { code: string }).code]).toEqual([true, 'ERR_POLLUX_NESTED_BLOCK_ON'])
  })
})

describe('runUntil', () => {
  it('polls its future first, then the tasks; what is unfinished stays for later', () => {
    const trace: string[] = []
    const set = new LocalSet()
    const [task, main] = [new Probe('task', trace), new Probe<string>('main', trace)]
    const handle = set.spawnLocal(task)
    const rig = new Rig()
    const run = set.runUntil(main)
    expect(trace).toEqual([])
    expect(rig.turn(run)).toBe('pending')
    main.complete('main is done')
    expect(rig.turn(run)).toEqual({ value: 'main is done' })
    expect([trace, handle.isFinished()]).toEqual([['main poll', 'task poll', 'main poll'], false])
    task.complete('late')
    expect([rig.turn(set), rig.turn(handle)]).toEqual([{ value: undefined }, { value: 'late' }])
    expect(misuses([task, main])).toEqual([])
  })

  it('hears of the tasks while it waits, and no more when it has ended', () => {
    const set = new LocalSet()
    const [task, main] = [new Probe(), new Probe()]
    set.spawnLocal(task)
    const rig = new Rig()
    const run = set.runUntil(main)
    rig.turn(run)
    task.wake()
    task.wake()
    expect(rig.wakes).toBe(1)
    rig.turn(run)
    expect(task.polls).toBe(2)
    drop(run)
    task.wake()
    expect(rig.wakes).toBe(1)
  })

  it('4: owns its future: disposes it once, never after its end; borrows the set', () => {
    const set = new LocalSet()
    const task = new Probe()
    set.spawnLocal(task)
    const [waiting, finished, failed] = [new Probe(), new Probe().willBe(1), new Probe().willThrow(new Error('boom'))]
    const rig = new Rig()
    const runs = [waiting, finished, failed].map(probe => set.runUntil(probe))
    expect(runs.map(run => rig.turn(run))).toEqual(['pending', { value: 1 }, { thrown: new Error('boom') }])
    for (const run of [...runs, ...runs]) drop(run)
    for (const run of runs) expect(rig.thrown(run)).toBeInstanceOf(PolledAfterCompletionError)
    expect([[waiting, finished, failed, task].map(probe => probe.disposes), misuses([waiting, finished, failed])]).toEqual([[1, 0, 0, 0], []])
  })

  it('31: has no budget of its own, while each of the tasks has', () => {
    using runtime = new Runtime({ budget: 3 })
    const set = new LocalSet()
    const handles = Array.from({ length: 9 }, (_, i) => runtime.spawnLocal(ready(i)))
    runtime.runUntilStalled()
    const meals: string[] = []
    const take = (name: string, some: JoinHandle<number>[]): Future<void> => pollFn((cx): Poll<void> => {
      let taken = 0
      while (some.length > 0 && some[0]!.poll(cx) !== Pending) {
        some.shift()
        taken++
      }
      meals.push(`${name} ${taken}`)
      return some.length > 0 ? Pending : undefined
    })
    set.spawnLocal(take('task', handles.slice(0, 4)))
    runtime.spawnLocal(join(take('main', handles.slice(4, 6)), set.runUntil(take('runUntil', handles.slice(6)))))
    runtime.runUntilStalled()
    expect(meals).toEqual(['main 2', 'runUntil 1', 'task 3', 'task 1', 'runUntil 2'])
  })

  it('inside a task of its own set it polls its future, and leaves the turns to who gives them', () => {
    const trace: string[] = []
    const set = new LocalSet()
    const inner = new Probe<string>('inner', trace)
    set.spawnLocal(set.runUntil(inner))
    set.spawnLocal(new Probe('other', trace))
    const rig = new Rig()
    expect([rig.turn(set), trace]).toEqual(['pending', ['inner poll', 'other poll']])
    inner.complete('over')
    expect([rig.wakes, rig.turn(set), trace.slice(2)]).toEqual([1, 'pending', ['inner poll']])
  })

  it('several at once are all woken; the set as a future hears that it is empty', () => {
    const set = new LocalSet()
    const [task, first, second] = probes(3)
    set.spawnLocal(task!)
    const rigs = [new Rig(), new Rig(), new Rig()]
    const runs = [set.runUntil(first!), set.runUntil(second!), set]
    expect(runs.map((run, at) => rigs[at]!.turn(run))).toEqual(['pending', 'pending', 'pending'])
    task!.wake()
    task!.wake()
    expect(rigs.map(rig => rig.wakes)).toEqual([1, 1, 1])
    task!.complete('over')
    expect([rigs[0]!.turn(runs[0]!), task!.ended]).toEqual(['pending', 'ready'])
    expect(rigs[2]!.turn(set)).toEqual({ value: undefined })
    set.spawnLocal(new Probe())
    expect(rigs.map(rig => rig.wakes)).toEqual([2, 1, 1])
  })

  it('one that ends with tasks ready hands them to the others', () => {
    const set = new LocalSet()
    const [first, second] = probes(2)
    const rigs = [new Rig(), new Rig()]
    const runs = [set.runUntil(first!), set.runUntil(second!)]
    runs.map((run, at) => rigs[at]!.turn(run))
    set.spawnLocal(ready(1))
    rigs[1]!.turn(runs[1]!)
    set.spawnLocal(busy('busy', 100, []))
    rigs[1]!.turn(runs[1]!)
    expect(rigs.map(rig => rig.wakes)).toEqual([1, 3])
    rigs[0]!.turn(runs[0]!)
    const wakes = rigs[0]!.wakes
    set.spawnLocal(busy('busy', 100, []))
    rigs[1]!.turn(runs[1]!)
    drop(runs[1])
    expect(rigs[0]!.wakes).toBe(wakes + 1)
    rigs[0]!.turn(runs[0]!)
  })

  it('32: one waker that throws keeps the others from nothing', () => {
    const set = new LocalSet()
    const task = new Probe()
    set.spawnLocal(task)
    const failing: Waker = wakerFn(() => { throw new Error('waker') })
    const runs = [set.runUntil(new Probe()), set.runUntil(new Probe())]
    const rig = new Rig()
    runs[0]!.poll({ waker: failing })
    rig.turn(runs[1]!)
    expect(thrownBy(() => task.wake())).toEqual(new Error('waker'))
    expect(rig.wakes).toBe(1)
  })
})

describe('the end of a LocalSet', () => {
  it('5, 30: disposing it disposes its unfinished tasks in the order of spawning, as the set’s', () => {
    const trace: string[] = []
    const set = new LocalSet()
    const members = probes(4, trace)
    members[1]!.willBe('done')
    const handles = members.slice(0, 3).map(member => set.spawnLocal(member))
    const rig = new Rig()
    rig.turn(set)
    members[2]!.wake()
    handles.push(set.spawnLocal(members[3]!))
    let spawnedLate: JoinHandle<number> | null = null
    members[0]!.onDispose = () => { spawnedLate = spawnLocal(new Probe<number>('late', trace)) }
    trace.length = 0
    set[Symbol.dispose]()
    set[Symbol.dispose]()
    expect(trace).toEqual(['0 dispose', 'late dispose', '2 dispose', '3 dispose'])
    expect(handles.map(handle => handle.isFinished())).toEqual([true, true, true, true])
    expect((rig.thrown(handles[0]!) as JoinError).isCancelled()).toBe(true)
    expect(rig.turn(handles[1]!)).toEqual({ value: 'done' })
    expect([spawnedLate!.isFinished(), rig.thrown(set) instanceof PolledAfterCompletionError, misuses(members)]).toEqual([true, true, []])
  })

  it('20: what is spawned afterwards is disposed, and its handle cancelled', () => {
    const set = new LocalSet()
    set[Symbol.dispose]()
    const probe = new Probe<number>()
    const handle = set.spawnLocal(probe)
    expect([probe.polls, probe.disposes, (new Rig().thrown(handle) as JoinError).isCancelled()]).toEqual([0, 1, true])
  })

  it('7: disposed by one of its tasks, it waits for the turn to end; the poll under way is ready', () => {
    const trace: string[] = []
    const set = new LocalSet()
    const [first, second] = probes(2, trace)
    first!.onPoll = () => {
      set[Symbol.dispose]()
      trace.push('asked')
    }
    set.spawnLocal(first!)
    set.spawnLocal(second!)
    const rig = new Rig()
    expect(rig.turn(set)).toEqual({ value: undefined })
    expect(trace).toEqual(['0 poll', 'asked', '0 dispose', '1 dispose'])
    expect([rig.thrown(set) instanceof PolledAfterCompletionError, misuses([first!, second!])]).toEqual([true, []])
  })

  it('7: disposed under a runUntil, that goes on alone', () => {
    const set = new LocalSet()
    const [task, main] = [new Probe(), new Probe<string>()]
    set.spawnLocal(task)
    const rig = new Rig()
    const run = set.runUntil(main)
    rig.turn(run)
    set[Symbol.dispose]()
    expect([task.disposes, rig.turn(run)]).toEqual([1, 'pending'])
    main.complete('over')
    expect([rig.wakes, rig.turn(run)]).toEqual([1, { value: 'over' }])
  })

  it('6, 17: outputs of detached tasks are dropped; aborted tasks are disposed at their turn', () => {
    const set = new LocalSet()
    const token = new Token()
    const stuck = new Probe()
    set.spawnLocal(ready(token))[Symbol.dispose]()
    const handle = set.spawnLocal(stuck)
    const rig = new Rig()
    rig.turn(set)
    handle.abort()
    expect([rig.wakes, stuck.disposes, handle.isFinished()]).toEqual([1, 0, false])
    expect(rig.turn(set)).toEqual({ value: undefined })
    expect([token.drops, stuck.disposes, handle.isFinished()]).toEqual([1, 1, true])
  })

  it('30: a runtime that shuts down disposes the set it owns, and so the tasks', () => {
    const trace: string[] = []
    const runtime = new Runtime()
    const set = new LocalSet()
    for (const member of probes(2, trace)) set.spawnLocal(member)
    runtime.spawnLocal(set)
    runtime.spawnLocal(new Probe('neighbour', trace))
    runtime.runUntilStalled()
    trace.length = 0
    runtime[Symbol.dispose]()
    expect(trace).toEqual(['0 dispose', '1 dispose', 'neighbour dispose'])
  })
})

describe('failures inside a LocalSet', () => {
  it('18: are the task’s alone, and thrown at who joins', () => {
    const set = new LocalSet()
    const boom = new Error('boom')
    const handle = set.spawnLocal(new Probe().willThrow(boom))
    const sibling = set.spawnLocal(ready('fine'))
    const rig = new Rig()
    expect(rig.turn(set)).toEqual({ value: undefined })
    const error = rig.thrown(handle) as JoinError
    expect([error.isPanic(), error.cause, error.id, rig.turn(sibling)]).toEqual([true, boom, handle.id, { value: 'fine' }])
  })

  it('19: unjoined they go to the handler of the runtime that polls the set: at once if detached, else when it ends', () => {
    const heard: unknown[] = []
    const runtime = new Runtime({ onUnhandledError: error => void heard.push(error.cause) })
    const set = new LocalSet()
    const kept = set.spawnLocal(new Probe().willThrow('kept'))
    set.spawnLocal(new Probe().willThrow('detached'))[Symbol.dispose]()
    runtime.blockOn(set)
    expect(heard).toEqual(['detached'])
    set[Symbol.dispose]()
    expect(heard).toEqual(['detached'])
    runtime[Symbol.dispose]()
    expect(heard).toEqual(['detached', 'kept'])
    expect((new Rig().thrown(kept) as JoinError).cause).toBe('kept')
  })

  it('19: the free blockOn reports what its set left behind', () => {
    using printed = new Printed()
    const set = new LocalSet()
    const handle = set.spawnLocal(new Probe().willThrow(new Error('boom')))
    blockOn(set)
    expect([printed.mentions('boom') > 0, handle.isFinished()]).toEqual([true, true])
  })

  it('19: without a runtime they are printed, at the latest when the set is disposed', () => {
    using printed = new Printed()
    const set = new LocalSet()
    const handle = set.spawnLocal(new Probe().willThrow(new Error('boom')))
    set.spawnLocal(new Probe().willThrow(new Error('bang')))[Symbol.dispose]()
    new Rig().turn(set)
    expect([printed.mentions('bang'), printed.mentions('boom')]).toEqual([1, 0])
    set[Symbol.dispose]()
    expect([printed.mentions('bang'), printed.mentions('boom'), handle.isFinished()]).toEqual([1, 1, true])
  })
})

describe('how its tasks show', () => {
  it('no two tasks of a runtime and its sets share a number', () => {
    using runtime = new Runtime()
    const [early, late] = [new LocalSet(), new LocalSet()]
    const handles: JoinHandle<unknown>[] = [early, late, early].map(set => set.spawnLocal(new Probe()))
    handles.push(runtime.spawnLocal(new Probe()))
    runtime.spawnLocal(pollFn((cx): Poll<void> => {
      early.poll(cx)
      handles.push(spawn(new Probe()), late.spawnLocal(new Probe()), early.spawnLocal(new Probe()), spawn(new Probe()))
    }))
    runtime.runUntilStalled()
    expect(new Set(handles.map(handle => handle.id)).size).toBe(handles.length)
    const [first, , third] = handles
    expect(third!.id).toBeGreaterThan(first!.id)
  })

  it('dumps have them below the task that polls the set, with number, name and what they wait on', () => {
    using runtime = new Runtime()
    const set = new LocalSet()
    runtime.spawnLocal(pollFn((): Poll<void> => {
      set.spawnLocal(new Probe())
      set.spawnLocal(runtime.spawnLocal(new Probe()))
    }))
    runtime.runUntilStalled()
    runtime.spawnLocal(set)
    runtime.runUntilStalled()
    const dump = runtime.dump().find(task => task.name === 'LocalSet')!
    expect([dump.id, dump.state, dump.children.map(child => [child.id, child.name, child.state, child.waitsOn])]).toEqual([
      5, 'waiting', [[2, 'Probe', 'waiting', ''], [4, 'JoinHandle', 'waiting', 'task 3 (Probe)']],
    ])
    expect(runtime.dumpText()).toContain('task 5 (LocalSet): waiting, waits on the 2 tasks of a LocalSet, task 3 (Probe)\n  task 2 (Probe): waiting\n')
  })

  it('28: a deadlock lists them, and one that holds its own set is listed once', () => {
    const set = new LocalSet()
    set.spawnLocal(new Probe())
    set.spawnLocal(set.runUntil(new Probe()))
    const error = thrownBy(() => blockOn(set)) as Error & { tasks: unknown[] }
    const lines = error.message.split('\n').map(line => line.replace(/local task \d+/, 'local task n').replace(/ \(a lost.*/, ''))
    expect(lines.slice(0, 4)).toEqual([
      'nothing can wake any of the 3 tasks that are left: no timer is set and no other thread holds a waker',
      '  the main future (LocalSet): waits on the 2 tasks of a LocalSet',
      '  local task n (Probe): waits on nothing that pollux knows of',
      '  local task n (RunUntil): waits on the 2 tasks of a LocalSet',
    ])
    expect(error.tasks.length).toBe(1)
  })

  it('an observer hears of them, also of those spawned before the runtime polled the set', () => {
    const trace: string[] = []
    const outside = new LocalSet()
    const early = outside.spawnLocal(ready(1))
    using runtime = new Runtime({
      observer: {
        taskSpawned: (id, name) => void trace.push(`${name} ${id === early.id ? 'early' : id} spawned`),
        taskPolled: id => void trace.push(`${id === early.id ? 'early' : id} polled`),
        taskCompleted: (id, how) => void trace.push(`${id === early.id ? 'early' : id} completed: ${how}`),
      },
    })
    runtime.spawnLocal(outside)
    runtime.runUntilStalled()
    expect(trace).toEqual([
      'LocalSet 1 spawned', '1 polled', 'ReadyFuture early spawned', 'early polled', 'early completed: value', '1 completed: value',
    ])
  })

  it('34: its tasks see no taskLocal value of who polls the set', () => {
    const key = taskLocal<number>()
    const set = new LocalSet()
    const handle = set.spawnLocal(pollFn((): Poll<unknown> => key.get()))
    expect(new Rig().turn(key.scope(7, set.runUntil(join(handle, pollFn(() => key.get())))))).toBe('pending')
    expect(new Rig().turn(handle)).toEqual({ value: undefined })
  })

  it('21: its tasks need not be sendable', () => {
    using runtime = new Runtime()
    const set = new LocalSet()
    const handle = set.spawnLocal(ready(new Rc('shared')))
    runtime.blockOn(set)
    expect(runtime.blockOn(handle).value).toBe('shared')
  })
})
