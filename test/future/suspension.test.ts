/** Contract 24 below the runtime: what combinators of many answer when a task asks, at a suspension, what they hold. */
import { describe, expect, it } from 'vitest'
import {
  boxed, byRef, catchUnwind, contextFrom, fuse, isSendable, join, joinAll, map, noopWaker, Pending, pending, Rc, ready, select, sendable,
  type Context, type Future, type Poll,
} from '../../src/future/index.ts'
import { sendableAtSuspension } from '../../src/future/sendable.ts'
import { scripted } from '../support/scripted-future.ts'

const cx = contextFrom(noopWaker())

/** Comes to hold something that is not sendable with its second poll, as its tag's getter says; counts who asks. */
class Turning implements Future<never> {
  polls = 0
  asked = 0

  poll(): Poll<never> {
    this.polls += 1
    return Pending
  }

  get [sendable](): boolean {
    this.asked += 1
    return this.polls < 2
  }
}

/** Wakes itself at each poll; after its n-th one it is as sendable as `tags[n]` says. */
class Wavering implements Future<never> {
  polls = 0
  private readonly tags: boolean[]

  constructor(tags: boolean[]) {
    this.tags = tags
  }

  poll(context: Context): Poll<never> {
    this.polls += 1
    context.waker.wake()
    return Pending
  }

  get [sendable](): boolean {
    return this.tags[this.polls] === true
  }
}

describe.each<{ name: string; make: (child: Future<unknown>) => Future<unknown> }>([
  { name: 'map', make: child => map(child, x => x) },
  { name: 'fuse', make: fuse },
  { name: 'byRef', make: byRef },
  { name: 'boxed', make: boxed },
  { name: 'catchUnwind', make: catchUnwind },
  { name: 'join', make: child => join(pending(), child) },
  { name: 'joinAll of few', make: child => joinAll<unknown>([pending(), child]) },
  { name: 'select', make: child => select(pending(), child) },
  { name: 'boxes in boxes', make: child => boxed(map(join(boxed(child)), x => x)) },
])('$name', ({ make }) => {
  it('24: answers for the child that has changed', () => {
    const future = make(new Turning())
    expect(isSendable(future)).toBe(true)
    future.poll(cx)
    expect(sendableAtSuspension(future)).toBe(true)
    future.poll(cx)
    expect([sendableAtSuspension(future), isSendable(future)]).toEqual([false, false])
  })
})

describe('joinAll beyond 30', () => {
  const crowd = (): { children: Turning[]; wakes: (() => void)[]; future: Future<unknown> } => {
    const children = Array.from({ length: 100 }, () => new Turning())
    const wakes: (() => void)[] = []
    const listening = children.map((child, i) => ({
      poll: (c: typeof cx) => ((wakes[i] = () => c.waker.wake()), child.poll()),
      get [sendable]() {
        return child[sendable]
      },
    }))
    return { children, wakes, future: joinAll<unknown>(listening) }
  }

  it('24: looks at the child just polled, and at no other', () => {
    const { children, wakes, future } = crowd()
    expect(isSendable(future)).toBe(true)
    future.poll(cx)
    expect(sendableAtSuspension(future)).toBe(true)
    for (const child of children) child.asked = 0
    wakes[70]!()
    future.poll(cx)
    expect(sendableAtSuspension(future)).toBe(false)
    expect(children.map((child, i) => [i, child.asked]).filter(([, asked]) => asked !== 0)).toEqual([[70, 1]])
  })

  it('21: asks nobody where nobody asks it', () => {
    const { children, wakes, future } = crowd()
    future.poll(cx)
    wakes[70]!()
    future.poll(cx)
    expect(children.every(child => child.asked === 0)).toBe(true)
  })
})

describe.each([
  { name: 'join', make: (fs: Future<unknown>[]): Future<unknown> => join(...fs) },
  { name: 'joinAll of few', make: (fs: Future<unknown>[]): Future<unknown> => joinAll(fs) },
  { name: 'joinAll of many', make: (fs: Future<unknown>[]): Future<unknown> => joinAll([...fs, ...Array.from({ length: 40 }, () => ready(0))]) },
])('$name', ({ make }) => {
  it('24: an output that is not sendable, held across a suspension, is held', () => {
    const future = make([scripted('a', [{ ready: new Rc(1) }]), pending()])
    expect(isSendable(future)).toBe(true)
    future.poll(cx)
    expect([sendableAtSuspension(future), isSendable(future)]).toEqual([false, false])
  })

  it('24: what a child held once, and no longer holds when the whole is asked again, is forgotten', () => {
    const whole = make([new Wavering([true, false, true]), pending()])
    const asked = [isSendable(whole)]
    whole.poll(cx)
    asked.push(sendableAtSuspension(whole))
    whole.poll(cx)
    expect([...asked, isSendable(whole), sendableAtSuspension(whole)]).toEqual([true, false, true, true])
  })

  it('22: finished, it holds nothing', () => {
    const future = make([ready(1)])
    future.poll(cx)
    expect([sendableAtSuspension(future), isSendable(future)]).toEqual([true, true])
  })
})
