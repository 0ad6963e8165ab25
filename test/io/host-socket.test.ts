// What a socket of the host's does below `TcpStream`, where a real one could be seen only after a minute.
import { describe, expect, it } from 'vitest'
import { HostSocket } from '../../src/io/host/host-socket.ts'
import type { NodeSocket } from '../../src/io/host/node.ts'
import { CLOSED, LEFT, StreamMemory } from '../../src/io/reactor/memory.ts'
import { MemoryPool } from '../../src/io/reactor/memory-pool.ts'
import type { Desk } from '../../src/io/reactor/thread/desk.ts'
import { SocketBridge } from '../../src/io/reactor/thread/socket-bridge.ts'

/** A socket of Node's whose other side takes nothing until it is told to. */
class SpySocket {
  readonly trace: string[] = []
  readonly connecting = false
  readonly remotePort = 7
  writableLength = 0
  destroyed = false
  private idle: (() => void) | null = null
  private report: (() => void) | null = null

  on(): void {}
  pause(): void {}
  resume(): void {}
  ref(): void {}
  unref(): void {}
  setNoDelay(): void {}
  end(): void {}

  write(bytes: Uint8Array, done: () => void): boolean {
    this.writableLength = bytes.length
    this.report = done
    return false
  }

  /** The system has it all. */
  drain(): void {
    this.writableLength = 0
    this.report!()
  }

  setTimeout(ms: number, then: () => void): void {
    this.trace.push(`timeout ${ms}`)
    this.idle = then
  }

  /** No byte has gone for that long. */
  stall(): void {
    this.idle!()
  }

  destroy(): void {
    this.trace.push('destroy')
    this.destroyed = true
  }
}

function stand(): [SpySocket, HostSocket] {
  const spy = new SpySocket()
  return [spy, new HostSocket(() => spy as unknown as NodeSocket, '', false)]
}

describe('5: a socket that is closed', () => {
  it('5: goes at once if nothing is left to deliver', () => {
    const [spy, socket] = stand()
    socket.close()
    socket.close()
    expect(spy.trace).toEqual(['destroy'])
  })

  it('5: delivers what it took, and goes then', () => {
    const [spy, socket] = stand()
    socket.write(new Uint8Array(10))
    socket.close()
    expect(spy.trace).toEqual(['timeout 60000'])
    spy.drain()
    expect(spy.trace).toEqual(['timeout 60000', 'destroy'])
  })

  it('5: is cut if the other side takes nothing for a minute, and so neither holds the process nor a file for ever', () => {
    const [spy, socket] = stand()
    socket.write(new Uint8Array(10))
    socket.close()
    spy.stall()
    expect(spy.destroyed).toBe(true)
  })
})

/** A connection of the reactor's whose other side takes nothing, with bytes from main. */
function bridged(home: MemoryPool | null): { spy: SpySocket; bridge: SocketBridge; memory: StreamMemory; trace: string[] } {
  const [spy, socket] = stand()
  const memory = new StreamMemory()
  const trace: string[] = []
  const desk: Desk = {
    memories: new MemoryPool(),
    mail: mail => void trace.push(mail.kind === 'failed' ? `failed ${mail.failure.code} ${mail.failure.syscall}` : mail.kind),
    nextId: () => 1,
    add: () => {},
    forget: id => void trace.push(`forget ${id}`),
    settled: () => {},
    announce: id => void trace.push(`news of ${id}`),
  }
  const bridge = new SocketBridge(7, socket, memory, home, desk)
  memory.outgoing.put(new Uint8Array(10))
  bridge.pump()
  return { spy, bridge, memory, trace }
}

describe('5: a connection of the reactor that main has closed', () => {
  it('5: delivers what main had written, and its memory is left then', () => {
    const { spy, bridge, memory, trace } = bridged(null)
    Atomics.store(memory.words, CLOSED, 1)
    bridge.pump()
    expect([spy.trace, trace, memory.words[LEFT]]).toEqual([['timeout 60000'], [], 0])
    spy.drain()
    expect([spy.destroyed, trace, memory.outgoing.held(), memory.words[LEFT]]).toEqual([true, ['forget 7'], 0, 1])
  })

  it('5: is cut if the other side takes nothing for a minute, and so neither holds the process nor a file for ever', () => {
    const { spy, bridge, memory, trace } = bridged(null)
    Atomics.store(memory.words, CLOSED, 1)
    bridge.pump()
    bridge.pump()
    expect(spy.trace).toEqual(['timeout 60000'])
    spy.stall()
    expect([spy.destroyed, bridge.isAtRest(), trace, memory.words[LEFT]]).toEqual([true, true, ['failed ETIMEDOUT write', 'forget 7'], 1])
  })
})

describe('29: the memory of a connection', () => {
  it('29: is used again when both sides are through with it, as good as new', () => {
    const pool = new MemoryPool()
    const first = pool.take()
    first.outgoing.put(new Uint8Array(10))
    pool.rest(first)
    const second = pool.take()
    expect(second).not.toBe(first)
    Atomics.store(first.words, LEFT, 1)
    expect(pool.take()).toBe(first)
    expect([first.outgoing.held(), first.words.every(word => word === 0)]).toEqual([0, true])
    expect(pool.take()).not.toBe(first)
  })

  it('29: is kept for the next ones up to a number', () => {
    const pool = new MemoryPool()
    const many = Array.from({ length: 140 }, () => pool.take())
    for (const memory of many) {
      Atomics.store(memory.words, LEFT, 1)
      pool.rest(memory)
    }
    const again = new Set(many.map(() => pool.take()))
    expect(many.filter(memory => again.has(memory)).length).toBe(128)
  })
})
