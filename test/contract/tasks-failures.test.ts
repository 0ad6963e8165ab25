import { describe, expect, it } from 'vitest'
import { blockOn, JoinError, Pending, pollFn, Runtime, spawnLocal } from '../../src/index.ts'
import type { JoinHandle, Poll } from '../../src/index.ts'
import { collectedUntil } from '../support/collected.ts'
import { Printed } from '../support/printed.ts'
import { Probe } from '../support/probe.ts'
import { Rig } from '../support/rig.ts'

/** A future with a class of its own, whose name the reports have to give. */
class Unlucky extends Probe<string> {}

function unlucky(message = 'out of luck'): Unlucky {
  const future = new Unlucky()
  future.willThrow(new Error(message))
  return future
}

/** A runtime, and what its onUnhandledError has heard. */
function listening(): { runtime: Runtime; heard: JoinError[] } {
  const heard: JoinError[] = []
  return { runtime: new Runtime({ onUnhandledError: error => { heard.push(error) } }), heard }
}

const causes = (heard: readonly JoinError[]): unknown[] => heard.map(error => (error.cause as Error).message)

describe('18: a throw is caught at the task', () => {
  it('18: the handle throws a JoinError with the original as its cause; siblings and the run go on', () => {
    const { runtime, heard } = listening()
    const boom = new Error('boom')
    const [before, failing, after] = [new Probe<string>().willBe('before'), new Probe().willThrow(boom), new Probe<string>().willBe('after')]
    const handles = [before, failing, after].map(future => runtime.spawnLocal(future as Probe<unknown>))
    expect(runtime.runUntilStalled()).toBe(3)
    const rig = new Rig()
    const error = rig.thrown(handles[1] as JoinHandle<unknown>) as JoinError
    expect(error).toBeInstanceOf(JoinError)
    expect(error).toBeInstanceOf(Error)
    expect([error.isPanic(), error.isCancelled(), error.id]).toEqual([true, false, handles[1]?.id])
    expect(error.cause).toBe(boom)
    expect((error as JoinError & { code: string }).code).toMatch(/^ERR_POLLUX_/)
    expect([rig.turn(handles[0] as JoinHandle<unknown>), rig.turn(handles[2] as JoinHandle<unknown>)]).toEqual([{ value: 'before' }, { value: 'after' }])
    runtime[Symbol.dispose]()
    expect(heard).toEqual([])
  })

  it('18: whatever is thrown is the cause, errors or not', () => {
    const { runtime } = listening()
    for (const thrown of [undefined, null, 0, 'text', Symbol.for('s'), { plain: true }]) {
      const handle = runtime.spawnLocal(pollFn((): Poll<void> => { throw thrown }))
      runtime.runUntilStalled()
      const error = new Rig().thrown(handle) as JoinError
      expect([error.isPanic(), error.isCancelled()]).toEqual([true, false])
      expect(error.cause).toBe(thrown)
    }
    runtime[Symbol.dispose]()
  })

  it('18: a throw in dispose is a panic, not a cancellation', () => {
    const { runtime } = listening()
    const probe = new Probe()
    const boom = new Error('in dispose')
    probe.onDispose = () => { throw boom }
    const handle = runtime.spawnLocal(probe)
    handle.abort()
    runtime.runUntilStalled()
    const error = new Rig().thrown(handle) as JoinError
    expect([error.isPanic(), error.isCancelled(), error.cause]).toEqual([true, false, boom])
    expect(probe.disposes).toBe(1)
    runtime[Symbol.dispose]()
  })

  it('18: a failure that goes through a joining task arrives wrapped once a task', () => {
    const { runtime, heard } = listening()
    const boom = new Error('boom')
    const inner = runtime.spawnLocal(new Probe<string>().willThrow(boom))
    const outer = runtime.spawnLocal(pollFn((cx): Poll<string> => inner.poll(cx)))
    runtime.runUntilStalled()
    const error = new Rig().thrown(outer) as JoinError
    const cause = error.cause as JoinError
    expect([error.id, cause.id, cause.cause]).toEqual([outer.id, inner.id, boom])
    runtime[Symbol.dispose]()
    expect(heard).toEqual([])
  })
})

describe('19: no failure is silent', () => {
  it('19: with the handle disposed, it is heard in the very turn in which the task fails', () => {
    const { runtime, heard } = listening()
    const handle = runtime.spawnLocal(unlucky())
    const { id } = handle
    handle[Symbol.dispose]()
    expect(heard).toEqual([])
    runtime.tryRunOne()
    expect(causes(heard)).toEqual(['out of luck'])
    expect([heard[0] instanceof JoinError, heard[0]?.isPanic(), heard[0]?.id]).toEqual([true, true, id])
    runtime[Symbol.dispose]()
    expect(heard.length).toBe(1)
  })

  it('19: with the handle disposed after the failure, it is heard then', () => {
    const { runtime, heard } = listening()
    const handle = runtime.spawnLocal(unlucky())
    runtime.runUntilStalled()
    expect(heard).toEqual([])
    handle[Symbol.dispose]()
    expect(causes(heard)).toEqual(['out of luck'])
    handle[Symbol.dispose]()
    runtime[Symbol.dispose]()
    expect(heard.length).toBe(1)
  })

  it('19: with the handle never polled, or polled too early, it is heard at shutdown, once; joining later still throws it', () => {
    const { runtime, heard } = listening()
    const [never, early] = [runtime.spawnLocal(unlucky('never')), runtime.spawnLocal(unlucky('early'))]
    const rig = new Rig()
    expect(rig.turn(early)).toBe('pending')
    runtime.runUntilStalled()
    expect(heard).toEqual([])
    runtime[Symbol.dispose]()
    expect(causes(heard).sort()).toEqual(['early', 'never'])
    runtime[Symbol.dispose]()
    for (const [handle, message] of [[never, 'never'], [early, 'early']] as const) {
      const error = rig.thrown(handle) as JoinError
      expect([error.isPanic(), (error.cause as Error).message]).toEqual([true, message])
      handle[Symbol.dispose]()
    }
    expect(heard.length).toBe(2)
  })

  it('19: with the handle collected, it is heard then', async () => {
    const { runtime, heard } = listening()
    const start = (): void => { runtime.spawnLocal(unlucky('nobody looked')) }
    start()
    runtime.runUntilStalled()
    expect(heard).toEqual([])
    expect(await collectedUntil(() => heard.length > 0)).toBe(true)
    expect(causes(heard)).toEqual(['nobody looked'])
    runtime[Symbol.dispose]()
    expect(heard.length).toBe(1)
  })

  it('19: a handle that was let go while its task was pending is no hiding place', async () => {
    const { runtime, heard } = listening()
    const future = new Unlucky()
    const start = (): void => { runtime.spawnLocal(future) }
    start()
    runtime.runUntilStalled()
    await collectedUntil(() => heard.length > 0)
    expect(heard).toEqual([])
    future.fail(new Error('late'))
    // the waker is the task, and the task may hold its handle
    future.waker = null
    runtime.runUntilStalled()
    future.waker = null
    expect(await collectedUntil(() => heard.length > 0)).toBe(true)
    expect(causes(heard)).toEqual(['late'])
    runtime[Symbol.dispose]()
    expect(heard.length).toBe(1)
  })

  it('19: a failure that was joined, a value and a cancellation are not heard', async () => {
    const { runtime, heard } = listening()
    const rig = new Rig()
    const start = (): void => {
      const failing = runtime.spawnLocal(unlucky())
      const cancelled = [runtime.spawnLocal(new Probe()), runtime.spawnLocal(new Probe())]
      runtime.spawnLocal(new Probe<number>().willBe(1))
      runtime.spawnLocal(new Probe<number>().willBe(1))[Symbol.dispose]()
      for (const handle of cancelled) handle.abort()
      cancelled[0]?.[Symbol.dispose]()
      runtime.runUntilStalled()
      expect(rig.thrown(failing)).toBeInstanceOf(JoinError)
    }
    start()
    await collectedUntil(() => heard.length > 0)
    runtime[Symbol.dispose]()
    expect(heard).toEqual([])
  })

  it('19, 30: a panic in a dispose at shutdown is heard, detached or not', () => {
    const { runtime, heard } = listening()
    const tasks = ['detached', 'kept'].map(name => {
      const probe = new Probe(name)
      probe.onDispose = () => { throw new Error(name) }
      return runtime.spawnLocal(probe)
    })
    tasks[0]?.[Symbol.dispose]()
    runtime[Symbol.dispose]()
    expect(causes(heard).sort()).toEqual(['detached', 'kept'])
  })

  it('19: the default prints it once, with the task’s name', () => {
    using printed = new Printed()
    const runtime = new Runtime()
    const handle = runtime.spawnLocal(unlucky('told to the terminal'))
    handle[Symbol.dispose]()
    runtime.runUntilStalled()
    expect(printed.mentions('Unlucky')).toBe(1)
    expect(printed.mentions('told to the terminal')).toBe(1)
    runtime[Symbol.dispose]()
    expect(printed.lines.length).toBe(1)
  })

  it('19: the free blockOn tells of unseen failures when it returns, and gives its output all the same', () => {
    using printed = new Printed()
    let handle: JoinHandle<string> | null = null
    const output = blockOn(pollFn((cx): Poll<string> => {
      expect(printed.lines).toEqual([])
      handle ??= spawnLocal(unlucky('unseen'))
      if (handle.isFinished()) return 'output'
      cx.waker.wake()
      return Pending
    }))
    expect(output).toBe('output')
    expect([printed.lines.length, printed.mentions('Unlucky')]).toEqual([1, 1])
    const error = new Rig().thrown(handle as unknown as JoinHandle<string>) as JoinError
    expect((error.cause as Error).message).toBe('unseen')
  })

  it('19: the free blockOn prints nothing when there is nothing to tell', () => {
    using printed = new Printed()
    let handle: JoinHandle<string> | null = null
    const caught = blockOn(pollFn((cx): Poll<unknown> => {
      handle ??= spawnLocal(unlucky())
      spawnLocal(new Probe())
      try {
        return handle.poll(cx)
      } catch (error) {
        return error
      }
    }))
    expect(caught).toBeInstanceOf(JoinError)
    expect(printed.lines).toEqual([])
  })

  it('19: a throw in the callback is printed and stops neither the runtime nor the other reports', () => {
    using printed = new Printed()
    const heard: string[] = []
    const runtime = new Runtime({
      onUnhandledError: error => {
        heard.push((error.cause as Error).message)
        throw new Error(`callback of ${heard.length}`)
      },
    })
    for (const message of ['one', 'two']) runtime.spawnLocal(unlucky(message))[Symbol.dispose]()
    const kept = [runtime.spawnLocal(unlucky('three')), runtime.spawnLocal(unlucky('four'))]
    expect(runtime.runUntilStalled()).toBe(4)
    expect(heard).toEqual(['one', 'two'])
    runtime[Symbol.dispose]()
    expect(heard.toSorted()).toEqual(['four', 'one', 'three', 'two'])
    for (let i = 1; i <= 4; i++) expect(printed.mentions(`callback of ${i}`)).toBe(1)
    expect(kept.map(handle => handle.isFinished())).toEqual([true, true])
  })
})
