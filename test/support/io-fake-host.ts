// Who owns sockets and files, for tests that say when each thing happens: what comes, what there is room for, which calls are answered.
import type { Answer, FilePort, IoHost, ListenerPort, OpenMode, SinkPort, SocketAddress, SocketEvents, SocketPort, SourcePort } from '../../src/io/io-host.ts'

const ADDRESS: SocketAddress = { address: '127.0.0.1', port: 7, family: 'IPv4' }
const encoder = new TextEncoder()
const decoder = new TextDecoder()

/** Counts what is open; calls that are under way are answered by `answer`. */
export class FakeHost implements IoHost {
  readonly kind = 'host'
  openNow = 0
  /** What every file has in it, and what was written to any. */
  content = ''
  written = ''
  private readonly calls: (() => void)[] = []
  readonly sockets: FakeSocket[] = []
  readonly listeners: FakeListener[] = []

  later(call: () => void): void {
    this.calls.push(call)
  }

  /** The call that has been under way longest; nothing if there is none. */
  answer(): void {
    this.calls.shift()?.()
  }

  connect(): FakeSocket {
    const socket = new FakeSocket(this)
    this.sockets.push(socket)
    this.later(() => socket.open())
    return socket
  }

  listen(): FakeListener {
    const listener = new FakeListener(this)
    this.listeners.push(listener)
    this.later(() => listener.open())
    return listener
  }

  open(_: string, _mode: OpenMode, done: Answer<FilePort>): void {
    this.later(() => done(null, new FakeFile(this)))
  }

  stdin(): SourcePort {
    throw new Error('no standard input here')
  }

  stdout(): SinkPort {
    throw new Error('no standard output here')
  }
}

export class FakeSocket implements SocketPort {
  readonly local = ADDRESS
  readonly peer = ADDRESS
  readonly failure = null
  written = ''
  /** Bytes that can be written now. */
  room = 0
  flushed = true
  shutAsked = false
  private readonly host: FakeHost
  private inbox = ''
  private ended = false
  private stands = false
  private shut = false
  private events: SocketEvents | null = null

  constructor(host: FakeHost) {
    this.host = host
    host.openNow++
  }

  open(): void {
    this.stands = true
    this.events?.opened()
  }

  arrive(text: string): void {
    this.inbox += text
    this.events?.readable()
  }

  end(): void {
    this.ended = true
    this.events?.readable()
  }

  makeRoom(count: number): void {
    this.room += count
    this.events?.writable()
  }

  flushAll(): void {
    this.flushed = true
    this.events?.writable()
  }

  completeShutdown(): void {
    if (!this.shutAsked) return
    this.shut = true
    this.events?.writable()
  }

  attach(events: SocketEvents): void {
    this.events = events
  }

  isOpen(): boolean {
    return this.stands
  }

  canRead(): boolean {
    return this.inbox !== '' || this.ended
  }

  read(into: Uint8Array): number {
    const { written } = encoder.encodeInto(this.inbox, into)
    this.inbox = this.inbox.slice(written)
    return written
  }

  ignore(): void {}

  canWrite(): boolean {
    return this.room > 0
  }

  write(from: Uint8Array): number {
    const count = Math.min(this.room, from.length)
    this.room -= count
    this.written += decoder.decode(from.subarray(0, count))
    return count
  }

  isFlushed(): boolean {
    return this.flushed
  }

  shutdown(): void {
    this.shutAsked = true
  }

  isShutting(): boolean {
    return this.shutAsked
  }

  isShut(): boolean {
    return this.shut
  }

  setNoDelay(): void {}

  close(): void {
    this.events = null
    this.host.openNow--
  }
}

export class FakeListener implements ListenerPort {
  readonly address = ADDRESS
  readonly failure = null
  private readonly host: FakeHost
  private readonly waiting: FakeSocket[] = []
  private stands = false
  private acceptable: (() => void) | null = null

  constructor(host: FakeHost) {
    this.host = host
    host.openNow++
  }

  open(): void {
    this.stands = true
    this.acceptable?.()
  }

  /** Somebody connects. */
  knock(): void {
    const socket = new FakeSocket(this.host)
    socket.open()
    this.waiting.push(socket)
    this.acceptable?.()
  }

  isOpen(): boolean {
    return this.stands
  }

  accept(): FakeSocket | null {
    return this.waiting.shift() ?? null
  }

  attach(acceptable: () => void): void {
    this.acceptable = acceptable
  }

  close(): void {
    this.acceptable = null
    this.host.openNow--
    for (const socket of this.waiting) socket.close()
  }
}

export class FakeFile implements FilePort {
  private readonly host: FakeHost
  private at = 0

  constructor(host: FakeHost) {
    this.host = host
    host.openNow++
  }

  read(into: Uint8Array, at: number | null, done: Answer<number>): void {
    this.host.later(() => {
      const from = at ?? this.at
      const { written } = encoder.encodeInto(this.host.content.slice(from), into)
      if (at === null) this.at += written
      done(null, written)
    })
  }

  write(from: Uint8Array, _: number | null, done: Answer<number>): void {
    const text = decoder.decode(from)
    this.host.later(() => {
      this.host.written += text
      done(null, from.length)
    })
  }

  size(done: Answer<number>): void {
    this.host.later(() => done(null, this.host.content.length))
  }

  sync(done: Answer<void>): void {
    this.host.later(() => done(null, null))
  }

  close(done: Answer<void>): void {
    this.host.openNow--
    this.host.later(() => done(null, null))
  }
}

/** Asked by whoever stands in for `src/io/current-host.ts`. */
export const fake: { host: FakeHost } = { host: new FakeHost() }
