// Broadcast, watch, Barrier, OnceCell and CancellationToken against models as simple as can be, in random runs.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Pending, type Future } from '../../src/future/index.ts'
import { Barrier, broadcast, CancellationToken, ClosedError, LaggedError, OnceCell, watch } from '../../src/sync/index.ts'
import { mockTask } from '../../src/testing/index.ts'
import { Probe } from '../support/probe.ts'
import { thrownBy } from '../support/thrown.ts'
import { Token } from '../support/token.ts'

type Mock = ReturnType<typeof mockTask<unknown>>
const started = (future: Future<unknown>): Mock => {
  const task = mockTask(future)
  task.poll()
  return task
}
/** Steps of a random run: what to do, and to whom. */
const steps = (kinds: readonly string[], maxLength = 60): fc.Arbitrary<[string, number][]> =>
  fc.array(fc.tuple(fc.constantFrom(...kinds), fc.nat(1000)), { maxLength, size: 'max' })

describe('against a model', () => {
  it('41: broadcast', () => {
    fc.assert(fc.property(fc.integer({ min: 1, max: 4 }), steps(['send', 'send', 'recv', 'recv', 'subscribe', 'leave']), (capacity, run) => {
      const [sender, first] = broadcast<Token>(capacity)
      const sent: Token[] = []
      const got = new Set<Token>()
      const sides = [{ receiver: first, at: 0 }]
      for (const [kind, number] of run) {
        const which = number % Math.max(1, sides.length)
        const side = sides[which]
        if (kind === 'send') {
          const token = new Token()
          expect(sender.send(token)).toBe(sides.length)
          if (sides.length > 0) sent.push(token)
        } else if (kind === 'subscribe') sides.push({ receiver: sender.subscribe(), at: sent.length })
        else if (side !== undefined && kind === 'leave') {
          side.receiver[Symbol.dispose]()
          sides.splice(which, 1)
        } else if (side !== undefined) {
          const oldest = Math.max(0, sent.length - capacity)
          if (side.at < oldest) {
            expect((thrownBy(() => side.receiver.tryRecv()) as LaggedError).count).toBe(oldest - side.at)
            side.at = oldest
          } else {
            const value = side.receiver.tryRecv()
            expect(value).toBe(sent[side.at])
            if (value !== undefined) got.add(sent[side.at++]!)
          }
        }
        // Dropped is what nobody got and nobody is still to get.
        const due = Math.max(0, sent.length - capacity)
        expect(sent.map(({ drops }) => drops)).toEqual(sent.map((token, at) => (got.has(token) || (at >= due && sides.some(each => each.at <= at)) ? 0 : 1)))
      }
    }))
  })

  it('41: watch', () => {
    fc.assert(fc.property(steps(['send', 'see', 'changed', 'drop', 'poll', 'subscribe', 'clone']), run => {
      const [sender, first] = watch(0)
      let version = 0
      const sides = [{ receiver: first, seen: 0, task: null as Mock | null, woken: 0 }]
      for (const [kind, number] of run) {
        const side = sides[number % sides.length]!
        if (kind === 'send') {
          sender.send(++version)
          for (const each of sides) each.woken = each.task === null || each.woken > 0 ? each.woken : 1
        } else if (kind === 'see') {
          expect(side.receiver.borrowAndUpdate()).toBe(version)
          side.seen = version
        } else if (kind === 'subscribe') sides.push({ receiver: sender.subscribe(), seen: version, task: null, woken: 0 })
        else if (kind === 'clone') sides.push({ receiver: side.receiver.clone(), seen: side.seen, task: null, woken: 0 })
        else if (kind === 'drop') {
          side.task?.[Symbol.dispose]()
          side.task = null
        } else if (kind === 'changed' ? side.task === null : side.task !== null) {
          side.task ??= mockTask(side.receiver.changed())
          const ready = side.task.poll() !== Pending
          expect(ready).toBe(side.seen !== version)
          side.woken = 0
          side.seen = version
          if (ready) side.task = null
        }
        expect(sides.map(each => [each.receiver.hasChanged(), each.task?.isWoken() ?? false])).toEqual(sides.map(each => [each.seen !== version, each.task !== null && each.woken > 0]))
      }
      sender[Symbol.dispose]()
      for (const { receiver, seen } of sides) {
        if (seen !== version) mockTask(receiver.changed()).poll()
        expect(() => mockTask(receiver.changed()).poll()).toThrow(ClosedError)
      }
    }))
  })

  it('41: Barrier', () => {
    fc.assert(fc.property(fc.integer({ min: 1, max: 4 }), steps(['arrive', 'arrive', 'drop', 'poll']), (n, run) => {
      const barrier = new Barrier(n)
      let here: Mock[] = []
      let free: Mock[] = []
      for (const [kind, number] of run) {
        const everybody = [...here, ...free]
        const task = everybody[number % Math.max(1, everybody.length)]
        if (kind === 'arrive') {
          const arriving = mockTask<unknown>(barrier.wait())
          const answer = arriving.poll()
          if (here.length + 1 < n) {
            expect(answer).toBe(Pending)
            here.push(arriving)
          } else {
            expect(answer).toEqual({ isLeader: true })
            free.push(...here)
            here = []
          }
        } else if (task !== undefined) {
          const isFree = free.includes(task)
          if (kind === 'drop') task[Symbol.dispose]()
          else expect(task.poll()).toEqual(isFree ? { isLeader: false } : Pending)
          if (kind === 'drop') here = here.filter(each => each !== task)
          if (kind === 'drop' || isFree) free = free.filter(each => each !== task)
        }
        expect([here.map(each => each.wakeCount), free.map(each => each.wakeCount)]).toEqual([here.map(() => 0), free.map(() => 1)])
      }
    }))
  })

  it('41: OnceCell', () => {
    fc.assert(fc.property(steps(['get', 'get', 'drop', 'fail', 'poll', 'set', 'make'], 40), run => {
      const cell = new OnceCell<number>()
      // In the order of their turns: the first makes the value, if it was polled since it is first.
      let queue: { task: Mock; probe: Probe<number>; begun: boolean }[] = []
      let value: number | undefined
      const begin = (each: (typeof queue)[number] | undefined): void => {
        if (each === undefined || each.begun) return
        expect([each.task.isWoken(), each.task.poll(), each.probe.polls]).toEqual([true, Pending, 1])
        each.begun = true
      }
      for (const [kind, number] of run) {
        const at = number % Math.max(1, queue.length)
        const [head, any] = [queue[0], queue[at]]
        if (kind === 'get') {
          const probe = new Probe<number>()
          const task = mockTask<unknown>(cell.getOrInit(() => probe))
          const answer = task.poll()
          expect([answer, probe.polls]).toEqual(value === undefined ? [Pending, head === undefined ? 1 : 0] : [value, 0])
          if (value === undefined) queue.push({ task, probe, begun: head === undefined })
        } else if (kind === 'set') {
          const free = value === undefined && head === undefined
          if (free) cell.set(value = number)
          else expect((thrownBy(() => cell.set(number)) as { value: number }).value).toBe(number)
        } else if (kind === 'drop' && any !== undefined) {
          any.task[Symbol.dispose]()
          expect(any.probe.disposes).toBe(any.begun ? 1 : 0)
          queue.splice(at, 1)
          if (at === 0 && any.begun && queue[0] !== undefined) expect(queue[0].task.isWoken()).toBe(true)
        } else if (kind === 'poll') begin(head)
        else if (kind === 'fail' && head !== undefined) {
          begin(head)
          head.probe.fail(new Error('boom'))
          expect(() => head.task.poll()).toThrow('boom')
          queue.shift()
        } else if (kind === 'make' && head !== undefined) {
          begin(head)
          head.probe.complete(number)
          expect(head.task.poll()).toBe(value = number)
          for (const { task, probe } of queue.slice(1)) expect([task.isWoken(), task.poll(), probe.polls]).toEqual([true, number, 0])
          queue = []
        }
        expect([cell.get(), cell.isInitialized()]).toEqual([value, value !== undefined])
      }
    }))
  })

  it('41: CancellationToken', () => {
    interface Node { token: CancellationToken; below: Node[]; disposed: boolean; gone: boolean; cancelled: boolean; waits: Mock[] }
    const node = (token: CancellationToken): Node => ({ token, below: [], disposed: false, gone: false, cancelled: token.isCancelled(), waits: [] })
    const leave = (each: Node): void => {
      if (each.disposed && !each.cancelled && each.waits.every(task => task.wakeCount > 0)) each.gone = true
    }
    /** Cancels what hears of `at`: those that left do not, and their children do. */
    const reach = (at: Node): void => {
      if (!at.gone) at.cancelled = true
      at.below.forEach(reach)
    }
    fc.assert(fc.property(steps(['child', 'child', 'cancel', 'dispose', 'wait', 'wait', 'leave']), run => {
      const nodes = [node(new CancellationToken())]
      const woken = new Map<Mock, Node>()
      for (const [kind, number] of run) {
        const at = nodes[number % nodes.length]!
        if (kind === 'child' && !at.disposed) {
          const child = node(at.token.childToken())
          at.below.push(child)
          nodes.push(child)
        } else if (kind === 'cancel') {
          at.token.cancel()
          if (at.gone) at.cancelled = true
          else reach(at)
        } else if (kind === 'dispose') {
          at.token[Symbol.dispose]()
          at.disposed = true
          leave(at)
        } else if (kind === 'wait' && !at.cancelled && !at.disposed) {
          const task = started(at.token.cancelled())
          at.waits.push(task)
          woken.set(task, at)
        } else if (kind === 'leave' && !at.cancelled) {
          const [task] = at.waits.splice(0, 1)
          task?.[Symbol.dispose]()
          if (task !== undefined) woken.delete(task)
          leave(at)
        }
        expect(nodes.map(({ token }) => token.isCancelled())).toEqual(nodes.map(({ cancelled }) => cancelled))
        for (const [task, { cancelled }] of woken) expect(task.wakeCount).toBe(cancelled ? 1 : 0)
      }
    }))
  })
})
