// How long a connection is waited for, and how it ends: on a clock that is told the time.
import { beforeEach, describe, expect, it } from 'vitest'
import { Connection, type Service } from '../../../examples/http-server/connection.ts'
import { advance, map, Pending, Runtime, sleep, Stream } from '../../../src/index.ts'
import { mockTask, type MockTask } from '../../../src/testing/index.ts'
import { responsesIn, serviceOf, Wire, type Said } from './support/wire.ts'

const GET = 'GET / HTTP/1.1\r\nHost: a\r\n\r\n'
const limits = { idle: 100, headTime: 200, bodyTime: 300, stall: 400, linger: 50, lingerBytes: 1000 }

/** A connection that is polled by hand. */
class Stand implements Disposable {
  readonly wire: Wire
  readonly service: Service
  private readonly runtime: Runtime
  private readonly entered: Disposable
  private readonly connection: Connection
  private readonly task: MockTask<void>
  ended: boolean

  constructor(said: Said = {}) {
    this.runtime = new Runtime({ startPaused: true })
    this.entered = this.runtime.enter()
    this.wire = new Wire([], 'stays')
    this.service = serviceOf({ limits, ...said })
    this.connection = new Connection(this.wire, this.service)
    this.task = mockTask(this.connection)
    this.ended = false
    this.settle()
  }

  /** Polls as long as it is woken. */
  private settle(): void {
    do this.ended = this.ended || this.task.poll() !== Pending
    while (!this.ended && this.task.isWoken())
  }

  says(text: string): this {
    this.wire.say(text)
    this.settle()
    return this
  }

  after(ms: number): this {
    advance(ms)
    if (!this.ended && this.task.isWoken()) this.settle()
    return this
  }

  takes(count: number): this {
    this.wire.takes(count)
    if (!this.ended && this.task.isWoken()) this.settle()
    return this
  }

  stop(): this {
    this.service.stop.cancel()
    if (!this.ended && this.task.isWoken()) this.settle()
    return this
  }

  drop(): void {
    this.task[Symbol.dispose]()
  }

  get heard(): string[] {
    return responsesIn(this.wire.heard).map(response => response.replace(/:.*$/s, ''))
  }

  get now(): [heard: string[], shut: boolean, ended: boolean] {
    return [this.heard, this.wire.shut, this.ended]
  }

  [Symbol.dispose](): void {
    if (!this.ended) this.drop()
    this.entered[Symbol.dispose]()
    this.runtime[Symbol.dispose]()
  }
}

describe('a limit of time', () => {
  it('idle: from the last response on; nothing is said', () => {
    using stand = new Stand()
    expect(stand.after(99).ended).toBe(false)
    expect(stand.says(GET).after(99).ended).toBe(false)
    expect(stand.after(2).now).toEqual([['200 OK'], false, true])
    expect(stand.wire.disposed).toBe(1)
  })

  it('a head: from its first byte on, whatever trickles in', () => {
    using stand = new Stand()
    for (const letter of 'GET / HTTP') stand.after(19).says(letter)
    expect(stand.now).toEqual([[], false, false])
    stand.after(30).says('/')
    expect(stand.now).toEqual([['408 Request Timeout, close'], true, false])
    expect(stand.after(51).ended).toBe(true)
  })

  it('a body: from the end of the head on', () => {
    using stand = new Stand()
    stand.says('POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 20\r\n\r\n')
    for (let i = 0; i < 10; i++) stand.after(29).says('x')
    expect(stand.heard).toEqual(['100 Continue'])
    expect(stand.after(11).now).toEqual([['100 Continue', '408 Request Timeout, close'], true, false])
  })

  it('stall: a client that does not take its response is cut, and not read from meanwhile', () => {
    using stand = new Stand()
    stand.takes(0).says(GET).says(GET).says(GET)
    expect([stand.service.requests, stand.after(399).ended]).toEqual([1, false])
    expect(stand.after(2).now).toEqual([[], false, true])
  })

  it('stall: starts over with each byte that goes', () => {
    using stand = new Stand()
    stand.takes(0).says(GET)
    for (let i = 0; i < 5; i++) stand.after(399).takes(3)
    expect([stand.ended, stand.wire.heard]).toEqual([false, 'HTTP/1.1 200 OK'])
    expect(stand.after(401).ended).toBe(true)
  })

  it('linger: what comes after a refusal is thrown away, for a while, and to an extent', () => {
    using stand = new Stand()
    stand.says('BAD\r\n')
    expect(stand.now).toEqual([['400 Bad Request, close'], true, false])
    expect(stand.says('x'.repeat(900)).says(GET).ended).toBe(false)
    expect(stand.says('x'.repeat(200)).now).toEqual([['400 Bad Request, close'], true, true])
    using other = new Stand()
    expect(other.says('BAD\r\n').after(49).ended).toBe(false)
    expect(other.after(2).ended).toBe(true)
  })

  it('there is none for a handler; behind it the limits are the same again', () => {
    using stand = new Stand({ handler: () => map(sleep(10_000), () => ({ status: 200 })) })
    expect(stand.says(GET).after(9999).now).toEqual([[], false, false])
    expect(stand.after(2).now).toEqual([['200 OK'], false, false])
    expect(stand.after(99).ended).toBe(false)
    expect(stand.after(2).ended).toBe(true)
  })
})

describe('stopping', () => {
  it('closes a connection that is idle at once', () => {
    expect(new Stand().says(GET).stop().now).toEqual([['200 OK'], false, true])
    expect(new Stand().stop().now).toEqual([[], false, true])
  })

  it('lets a request that has begun be heard and answered, as the last', () => {
    using stand = new Stand()
    stand.says(GET.slice(0, 9)).stop()
    expect(stand.ended).toBe(false)
    expect(stand.says(GET.slice(9) + GET).now).toEqual([['200 OK, close'], true, false])
    using answering = new Stand({ handler: () => map(sleep(10), () => ({ status: 200 })) })
    expect(answering.says(GET + GET).stop().ended).toBe(false)
    expect(answering.after(11).now).toEqual([['200 OK, close'], true, false])
  })
})

describe('a dispose', () => {
  let dropped: string[] = []
  beforeEach(() => { dropped = [] })
  const noting = (name: string) => ({ poll: (): typeof Pending => Pending, [Symbol.dispose]: () => void dropped.push(name) })

  it('of a connection drops what its handler has promised', () => {
    const stand = new Stand({ handler: () => noting('answer') })
    stand.says(GET).drop()
    expect([dropped, stand.wire.disposed]).toEqual([['answer'], 1])
  })

  it('drops the stream that it sends, and one that it does not', () => {
    const body = (): Stream<Uint8Array> => Stream.once(noting('stream') as never)
    using stand = new Stand({ handler: () => ({ status: 200, body: body() }) })
    stand.says(GET).drop()
    expect(dropped).toEqual(['stream'])
    using head = new Stand({ handler: () => ({ status: 200, body: body() }) })
    head.says('HEAD / HTTP/1.1\r\nHost: a\r\n\r\n')
    using bare = new Stand({ handler: () => ({ status: 204, body: body() }) })
    bare.says(GET)
    expect(dropped).toEqual(['stream', 'stream', 'stream'])
  })
})
