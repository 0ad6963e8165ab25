// A task whose tag is a getter is asked again at every suspension, as rustc's “used across an await”: contract 24.
import { describe, expect, it } from 'vitest'
import { andThen, join, joinAll, JoinError, NotSendableError, Rc, ready, Runtime, select } from '../../src/index.ts'
import type { Future, JoinHandle } from '../../src/index.ts'
import { kinds } from '../support/future-kinds.ts'
import { Guarded } from '../support/guarded.ts'
import { Probe, probes } from '../support/probe.ts'
import { Rig } from '../support/rig.ts'

/** The NotSendableError inside the JoinError that the handle throws. */
function refusal(handle: JoinHandle<unknown>): NotSendableError {
  expect(handle.isFinished()).toBe(true)
  const error = new Rig().thrown(handle) as JoinError
  expect(error).toBeInstanceOf(JoinError)
  expect([error.isCancelled(), error.isPanic()]).toEqual([false, true])
  expect(error.cause).toBeInstanceOf(NotSendableError)
  return error.cause as NotSendableError
}

/** The path goes from the task's own type to the child, or on to the Rc in it; the message tells the type found there, and the remedy. */
function expectLeadsToChild(error: NotSendableError): void {
  expect(error.path).toMatch(/^\w+\W/)
  expect(error.message).toContain(error.path)
  expect(error.message).toMatch(error.path.endsWith('.rc') ? /\bRc\b/ : /\bGuarded\b/)
  expect(error.message).toContain('spawnLocal')
}

describe('24: a task with a getter tag', () => {
  it('that holds an Rc across its first suspension is disposed and fails', () => {
    using rt = new Runtime()
    const f = new Guarded('wait holding', 'ready')
    const handle = rt.spawn(f)
    expect(handle.isFinished()).toBe(false)
    expect(rt.runUntilStalled()).toBe(1)
    const error = refusal(handle)
    expect([f.polls, f.disposes]).toEqual([1, 1])
    expect(error.message).toContain('Guarded')
    expect(error.message).toContain('after poll 1')
    expect(error.message).toContain('spawnLocal')
    expect(error.path).toMatch(/^Guarded/)
  })

  it('that comes to hold it at a later suspension fails there', () => {
    using rt = new Runtime()
    const f = new Guarded('wait', 'wait', 'wait holding', 'ready')
    const handle = rt.spawn(f)
    for (let i = 1; i <= 3; i++) {
      rt.runUntilStalled()
      expect([handle.isFinished(), f.polls, f.disposes]).toEqual([i === 3, i, i === 3 ? 1 : 0])
      f.wake()
    }
    expect(refusal(handle).message).toContain('after poll 3')
    expect([rt.runUntilStalled(), f.polls, f.disposes]).toEqual([0, 3, 1])
  })

  it('that has released it before the suspension goes on', () => {
    using rt = new Runtime()
    let within: Rc<number> | null = null
    const f = new Guarded('wait', 'ready')
    const poll = f.poll.bind(f)
    f.poll = (cx) => {
      f.rc = within = new Rc(1)
      return poll(cx)
    }
    const handle = rt.spawn(f)
    rt.runUntilStalled()
    f.wake()
    rt.runUntilStalled()
    expect([within, new Rig().turn(handle)]).toEqual([expect.any(Rc), { value: 'done' }])
  })

  it('that holds it when it finishes is not asked: that is no suspension', () => {
    using rt = new Runtime()
    const f = new Guarded('wait', 'ready holding')
    const handle = rt.spawn(f)
    rt.runUntilStalled()
    f.wake()
    rt.runUntilStalled()
    expect([new Rig().turn(handle), f.disposes]).toEqual([{ value: 'done' }, 0])
  })

  it('may give an output that is not sendable', () => {
    using rt = new Runtime()
    const rc = new Rc(1)
    const handle = rt.spawn(new Guarded({ give: rc }))
    rt.runUntilStalled()
    expect(new Rig().turn(handle)).toEqual({ value: rc })
  })

  it('that throws fails with what it threw', () => {
    using rt = new Runtime()
    const handle = rt.spawn(new Guarded({ throw: 'boom' }))
    rt.runUntilStalled()
    expect((new Rig().thrown(handle) as JoinError).cause).toBe('boom')
  })

  it('spawned locally may hold it', () => {
    using rt = new Runtime()
    const f = new Guarded('wait holding', 'wait holding', 'ready')
    const handle = rt.spawnLocal(f)
    for (let i = 0; i < 3; i++) {
      rt.runUntilStalled()
      f.wake()
    }
    expect([new Rig().turn(handle), f.tagReads]).toEqual([{ value: 'done' }, 0])
  })

  it('is asked once a suspension', () => {
    using rt = new Runtime()
    const f = new Guarded('wait', 'wait', 'wait', 'ready')
    rt.spawn(f)
    const reads = [f.tagReads]
    for (let i = 0; i < 4; i++) {
      rt.runUntilStalled()
      reads.push(f.tagReads)
      f.wake()
    }
    const [spawned] = reads
    expect(spawned).toBeGreaterThan(0)
    expect(reads.map((n) => n - spawned!)).toEqual([0, 1, 2, 3, 3])
  })

  it('takes no sibling with it, and wakes who waits for it', () => {
    using rt = new Runtime()
    const f = new Guarded('wait', 'wait holding')
    const sibling = rt.spawn(new Guarded('ready'))
    const handle = rt.spawn(f)
    const rig = new Rig()
    expect(rig.turn(handle)).toBe('pending')
    rt.runUntilStalled()
    f.wake()
    rt.runUntilStalled()
    expect(rig.wakes).toBe(1)
    refusal(handle)
    expect(new Rig().turn(sibling)).toEqual({ value: 'done' })
  })

  it('is disposed before the failure can be seen', () => {
    using rt = new Runtime()
    const seen: boolean[] = []
    const f = new Guarded('wait holding')
    const handle = rt.spawn(f)
    const dispose = f[Symbol.dispose].bind(f)
    f[Symbol.dispose] = () => {
      seen.push(handle.isFinished())
      dispose()
    }
    rt.runUntilStalled()
    expect([seen, f.disposes]).toEqual([[false], 1])
    refusal(handle)
  })

  it('detached, its failure goes to onUnhandledError', () => {
    const unhandled: JoinError[] = []
    using rt = new Runtime({ onUnhandledError: (e) => unhandled.push(e) })
    rt.spawn(new Guarded('wait holding'))[Symbol.dispose]()
    rt.runUntilStalled()
    expect(unhandled.map((e) => e.cause)).toEqual([expect.any(NotSendableError)])
  })
})

describe.each(kinds.filter((k) => !k.name.startsWith('pollFn')))('24: a task that is $name', ({ make, name, owns, output }) => {
  it('fails when its child comes to hold an Rc at its first suspension', () => {
    using rt = new Runtime()
    const child = new Guarded('wait holding', 'ready')
    const handle = rt.spawn(make(child))
    rt.runUntilStalled()
    const error = refusal(handle)
    expect([child.polls, child.disposes]).toEqual([1, owns ? 1 : 0])
    expectLeadsToChild(error)
  })

  it('fails when its child comes to hold an Rc at a later suspension', () => {
    using rt = new Runtime()
    const child = new Guarded('wait', 'wait', 'wait holding')
    const handle = rt.spawn(make(child))
    for (let i = 1; i <= 3; i++) {
      rt.runUntilStalled()
      expect([handle.isFinished(), child.polls]).toEqual([i === 3, i])
      child.wake()
    }
    refusal(handle)
    expect(child.disposes).toBe(owns ? 1 : 0)
  })

  it('goes on while its child holds none', () => {
    using rt = new Runtime()
    const child = new Guarded('wait', 'wait', 'ready')
    const handle = rt.spawn(make(child))
    for (let i = 0; i < 3; i++) {
      rt.runUntilStalled()
      child.wake()
    }
    expect(new Rig().turn(handle)).toEqual({ value: output('done') })
  })

  it('nested in the same once more, it fails as well', () => {
    using rt = new Runtime()
    const child = new Guarded('wait', 'wait holding')
    const handle = rt.spawn(make(make(child)))
    rt.runUntilStalled()
    expect(handle.isFinished(), name).toBe(false)
    child.wake()
    rt.runUntilStalled()
    refusal(handle)
  })
})

const through = ['map(child)', 'andThen(…, child)', 'select(child)', 'race(child)', 'fuse(child)', 'byRef(child)', 'boxed(child)', 'catchUnwind(child)']

describe.each(kinds.filter((k) => through.includes(k.name)))('24: a task that is $name', ({ make }) => {
  it('23: fails with the suspension point of its child, which is where it waits itself', () => {
    using rt = new Runtime()
    const handle = rt.spawn(make(new Guarded('wait holding')))
    rt.runUntilStalled()
    expect(refusal(handle).message).toContain('after poll 1')
  })
})

describe.each(kinds)('21, 24: spawned locally, $name', ({ make, output }) => {
  it('runs over a child that holds an Rc across every suspension, and asks it nothing', () => {
    using rt = new Runtime()
    const child = new Guarded('wait holding', 'wait holding', 'ready holding')
    const handle = rt.spawnLocal(make(child))
    for (let i = 0; i < 3; i++) {
      rt.runUntilStalled()
      child.wake()
    }
    expect([new Rig().turn(handle), child.tagReads]).toEqual([{ value: output('done') }, 0])
  })
})

const manySizes = [2, 30, 31, 64, 65, 500]

describe.each(manySizes)('24: joinAll of %i', (size) => {
  const start = (all: Future<unknown>[]): { rt: Runtime; handle: JoinHandle<unknown[]> } => {
    const rt = new Runtime()
    const handle = rt.spawn(joinAll(all))
    rt.runUntilStalled()
    return { rt, handle }
  }

  it.each([0, 1, size - 1])('fails when child %i comes to hold an Rc as it suspends; all children are disposed', (at) => {
    const all = Array.from({ length: size }, (_, i) => new Guarded('wait', i === at ? 'wait holding' : 'wait', 'wait'))
    const { rt, handle } = start(all)
    using _ = rt
    expect(handle.isFinished()).toBe(false)
    all[at]!.wake()
    rt.runUntilStalled()
    const error = refusal(handle)
    expect(all.map((f) => f.disposes)).toEqual(all.map(() => 1))
    expectLeadsToChild(error)
    expect(error.path).toMatch(new RegExp(`\\b${at}\\b`))
  })

  it('fails when a child that suspends after others, in the same poll, holds none but an earlier one does', () => {
    const all = Array.from({ length: size }, (_, i) => new Guarded('wait', i === 0 ? 'wait holding' : 'wait', 'wait'))
    const { rt, handle } = start(all)
    using _ = rt
    for (const f of all) f.wake()
    rt.runUntilStalled()
    refusal(handle)
  })

  it('fails already at the first suspension, whichever child it is', () => {
    for (const at of [0, size >> 1, size - 1]) {
      const all = Array.from({ length: size }, (_, i) => new Guarded(i === at ? 'wait holding' : 'wait'))
      const { rt, handle } = start(all)
      using _ = rt
      refusal(handle)
    }
  })

  it('goes on when the child that held one gave it up in the same poll', () => {
    const all = Array.from({ length: size }, () => new Guarded('wait', 'ready'))
    const { rt, handle } = start(all)
    using _ = rt
    for (const f of all) {
      f.wake()
      rt.runUntilStalled()
    }
    expect(new Rig().turn(handle)).toEqual({ value: all.map(() => 'done') })
  })

  it('fails when it holds an output that is not sendable across a suspension', () => {
    const all = probes(size)
    const { rt, handle } = start(all)
    using _ = rt
    all[1]!.complete(new Rc(1))
    rt.runUntilStalled()
    expect(refusal(handle).message).toMatch(/\bRc\b/)
    expect(all.map((p) => p.disposes)).toEqual(all.map((_, i) => (i === 1 ? 0 : 1)))
  })

  it('holds such an output in its last poll without harm', () => {
    const all = probes(size)
    const { rt, handle } = start(all)
    using _ = rt
    const rc = new Rc(1)
    all.forEach((p, i) => p.complete(i === 1 ? rc : i))
    rt.runUntilStalled()
    expect(new Rig().turn(handle)).toEqual({ value: all.map((_, i) => (i === 1 ? rc : i)) })
  })
})

describe('24: in O(1)', () => {
  it.each([31, 1000])('joinAll of %i asks only the child just polled', (size) => {
    using rt = new Runtime()
    const all = Array.from({ length: size }, () => new Guarded('wait', 'wait', 'wait', 'ready'))
    rt.spawn(joinAll(all))
    rt.runUntilStalled()
    const reads = all.map((f) => f.tagReads)
    all[7]!.wake()
    rt.runUntilStalled()
    const more = all.map((f, i) => f.tagReads - reads[i]!)
    expect(more.filter((n, i) => i !== 7 && n > 0)).toEqual([])
    expect(more[7]).toBeGreaterThan(0)
    expect(more[7]).toBeLessThanOrEqual(2)
  })

  it('so does one that is the second half of an andThen, though nobody saw it at the spawn', () => {
    using rt = new Runtime()
    const all = Array.from({ length: 100 }, () => new Guarded('wait', 'wait', 'wait', 'ready'))
    rt.spawn(andThen(ready(1), () => joinAll(all)))
    rt.runUntilStalled()
    const reads = all.map((f) => f.tagReads)
    all[7]!.wake()
    rt.runUntilStalled()
    expect(all.map((f, i) => f.tagReads - reads[i]!).filter((n, i) => i !== 7 && n > 0)).toEqual([])
  })

  it('the answer does not stick: a join that is asked elsewhere, then spawned, follows its child', () => {
    using rt = new Runtime()
    const child = new Guarded('wait', 'wait holding')
    const handle = rt.spawn(andThen(ready(1), () => joinAll([child, ...probes(40)])))
    rt.runUntilStalled()
    expect(handle.isFinished()).toBe(false)
    child.wake()
    rt.runUntilStalled()
    refusal(handle)
  })
})

describe('24: mixed trees', () => {
  it('finds the offender under several combinators, and names it', () => {
    using rt = new Runtime()
    const child = new Guarded('wait', 'wait holding')
    const handle = rt.spawn(joinAll([select(join(new Probe(), andThen(ready(1), () => child)), new Probe()), ...probes(31)]))
    rt.runUntilStalled()
    child.wake()
    rt.runUntilStalled()
    expectLeadsToChild(refusal(handle))
    expect(child.disposes).toBe(1)
  })

  it('a loser that held an Rc is gone with its race: no offence', () => {
    using rt = new Runtime()
    const [a, b] = [new Guarded('wait', 'ready'), new Guarded('wait', 'wait')]
    const then = new Guarded('wait', 'ready')
    const handle = rt.spawn(andThen(select(a, b), () => then))
    rt.runUntilStalled()
    b.rc = new Rc(1)
    a.wake()
    rt.runUntilStalled()
    then.wake()
    rt.runUntilStalled()
    expect(new Rig().turn(handle)).toEqual({ value: 'done' })
  })
})
