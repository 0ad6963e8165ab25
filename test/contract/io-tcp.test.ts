import { once } from 'node:events'
import { connect as nodeConnect, type Socket } from 'node:net'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { asyncBlock, BorrowError, Done, isSendable, join, joinAll, Pending, PolledAfterCompletionError, pollFn, spawn, wait, yieldNow } from '../../src/index.ts'
import { copy, IoError, TcpListener, TcpStream } from '../../src/io/index.ts'
import { mockTask } from '../../src/testing/index.ts'
import { bytes, connected, IoStand, openSockets, OWNERS, text } from '../support/io-stand.ts'

describe.each(OWNERS)('TCP on %s', owner => {
  let stand: IoStand
  beforeEach(() => { stand = new IoStand(owner) })
  afterEach(() => stand[Symbol.dispose]())

  describe('29: connections', () => {
    it('29: bytes go both ways, each side reads to the end of the other', async () => {
      const told = await stand.run(asyncBlock(function* () {
        const [client, server] = yield* connected()
        using _client = client
        using _server = server
        yield* wait(client.writeAll(bytes('ping')))
        yield* wait(client.shutdown())
        const heard = text(yield* wait(server.readToEnd()))
        yield* wait(server.writeAll(bytes('pong')))
        yield* wait(server.shutdown())
        return [heard, text(yield* wait(client.readToEnd())), client.peerAddress.port === server.localAddress.port, server.peerAddress.port === client.localAddress.port]
      }))
      expect(told).toEqual(['ping', 'pong', true, true])
    })

    it('29: a thousand connections at once get their bytes back, and leave no socket behind', async () => {
      const before = openSockets()
      const echoed = await stand.run(asyncBlock(function* () {
        const listener = yield* wait(TcpListener.bind({ port: 0, backlog: 2000 }))
        const server = spawn(listener.incoming().forEach(stream => {
          spawn(asyncBlock(function* () {
            using _ = stream
            yield* wait(copy(stream, stream))
          }))
        }))
        const client = (n: number) => asyncBlock(function* () {
          using stream = yield* wait(TcpStream.connect(listener.address))
          yield* wait(stream.writeAll(bytes(`message ${n}`)))
          yield* wait(stream.shutdown())
          return text(yield* wait(stream.readToEnd()))
        })
        const answers = yield* wait(joinAll(Array.from({ length: 1000 }, (_, n) => spawn(client(n)))))
        server.abort()
        return answers
      }))
      expect(echoed).toEqual(Array.from({ length: 1000 }, (_, n) => `message ${n}`))
      await stand.until(() => openSockets() <= before)
      expect(process.getActiveResourcesInfo().filter(name => name.startsWith('TCP'))).toEqual([])
    })

    it('29: megabytes pass whole, and a slow reader holds the writer up', async () => {
      const size = 32_000_000
      const sent = new Uint8Array(size)
      for (let at = 0; at < size; at += 997) sent[at] = at * 31
      const [same, ahead] = await stand.run(asyncBlock(function* () {
        const [client, server] = yield* connected()
        using _client = client
        using _server = server
        let written = 0
        const writer = spawn(asyncBlock(function* () {
          for (let at = 0; at < size; at += 50_000) {
            yield* wait(client.writeAll(sent.subarray(at, at + 50_000)))
            written += 50_000
          }
          yield* wait(client.shutdown())
        }))
        // Nobody reads: the writer comes to a stop by itself, when the system's buffers are full.
        let last = -1
        for (let still = 0; still < 1000; still = written === last ? still + 1 : 0) {
          last = written
          yield* wait(yieldNow())
        }
        const ahead = written
        const got = yield* wait(server.readToEnd())
        yield* wait(writer)
        return [Buffer.compare(got, sent) === 0, ahead] as const
      }))
      expect(same).toBe(true)
      expect(ahead).toBeLessThan(size)
    })

    it('29: split halves serve two tasks; dropping the write half is a shutdown, dropping both closes', async () => {
      const trace = await stand.run(asyncBlock(function* () {
        const [client, server] = yield* connected()
        const [reader, writer] = client.split()
        expect(() => client.read(new Uint8Array(1)).poll({ waker: { wake() {}, willWake: () => false } })).toThrow(BorrowError)
        const [, heard] = yield* wait(join(
          asyncBlock(function* () {
            yield* wait(writer.writeAll(bytes('from the half')))
            writer[Symbol.dispose]()
          }),
          asyncBlock(function* () {
            const heard = text(yield* wait(server.readToEnd()))
            yield* wait(server.writeAll(bytes(heard.toUpperCase())))
            yield* wait(server.shutdown())
            return heard
          }),
        ))
        const answer = text(yield* wait(reader.readToEnd()))
        reader[Symbol.dispose]()
        const end = yield* wait(server.read(new Uint8Array(1)))
        server[Symbol.dispose]()
        return [heard, answer, end]
      }))
      expect(trace).toEqual(['from the half', 'FROM THE HALF', 0])
    })
  })

  describe('5: what a dispose does', () => {
    it('5: dropping a stream closes it: the other side reads to an end, what was written before included', async () => {
      const heard = await stand.run(asyncBlock(function* () {
        const [client, server] = yield* connected()
        yield* wait(client.writeAll(bytes('last words')))
        client[Symbol.dispose]()
        client[Symbol.dispose]()
        using _ = server
        return text(yield* wait(server.readToEnd()))
      }))
      expect(heard).toBe('last words')
    })

    it('5: a dropped read leaves no waiter and loses no byte', async () => {
      const [client, server] = await stand.run(asyncBlock(connected))
      using _client = client
      using _server = server
      const first = server.read(new Uint8Array(8))
      const task = mockTask(first)
      expect(task.poll()).toBe(Pending)
      task[Symbol.dispose]()
      await stand.run(client.writeAll(bytes('kept')))
      await stand.turns(5)
      expect(task.wakeCount).toBe(0)
      const into = new Uint8Array(2)
      expect([await stand.run(server.read(into)), text(into)]).toEqual([2, 'ke'])
      expect([await stand.run(server.read(into)), text(into)]).toEqual([2, 'pt'])
    })

    it('5: dropped after its bytes came and before it took them, it leaves them to the next', async () => {
      const [client, server] = await stand.run(asyncBlock(connected))
      using _client = client
      using _server = server
      const into = new Uint8Array(8)
      const task = mockTask(server.read(into))
      expect(task.poll()).toBe(Pending)
      await stand.run(client.writeAll(bytes('kept')))
      await stand.until(() => task.isWoken())
      task[Symbol.dispose]()
      expect(into).toEqual(new Uint8Array(8))
      expect([await stand.run(server.read(into)), text(into.subarray(0, 4)), task.wakeCount]).toEqual([4, 'kept', 1])
    })

    it('5: a dropped accept loses no connection, a dropped connect and bind leave no socket', async () => {
      const before = openSockets()
      const listener = await stand.run(TcpListener.bind({ port: 0 }))
      const task = mockTask(listener.accept())
      expect(task.poll()).toBe(Pending)
      task[Symbol.dispose]()
      const client = await stand.run(TcpStream.connect(listener.address))
      const dropped = mockTask(TcpStream.connect(listener.address))
      dropped.poll()
      dropped[Symbol.dispose]()
      const bind = mockTask(TcpListener.bind({ port: 0 }))
      bind.poll()
      bind[Symbol.dispose]()
      const server = await stand.run(listener.accept())
      expect(server.peerAddress).toEqual(client.localAddress)
      for (const open of [client, server, listener]) open[Symbol.dispose]()
      await stand.until(() => openSockets() <= before)
    })

    it('5: a half that is disposed under a waiting future wakes it, and holds no process', async () => {
      const [client, server] = await stand.run(asyncBlock(connected))
      using _server = server
      const [reader, writer] = client.split()
      using task = mockTask(reader.read(new Uint8Array(1)))
      expect(task.poll()).toBe(Pending)
      reader[Symbol.dispose]()
      expect(task.wakeCount).toBe(1)
      expect(() => task.poll()).toThrow(PolledAfterCompletionError)
      writer[Symbol.dispose]()
      expect(await stand.run(server.read(new Uint8Array(1)))).toBe(0)
    })

    it('5: two reads at once are refused, one after the other are not; a disposed stream says so', async () => {
      const [client, server] = await stand.run(asyncBlock(connected))
      using _client = client
      const [one, two] = [mockTask(server.read(new Uint8Array(1))), mockTask(server.read(new Uint8Array(1)))]
      expect(one.poll()).toBe(Pending)
      expect(() => two.poll()).toThrow(BorrowError)
      one[Symbol.dispose]()
      using three = mockTask(server.read(new Uint8Array(1)))
      expect(three.poll()).toBe(Pending)
      server[Symbol.dispose]()
      expect(three.wakeCount).toBe(1)
      expect(() => three.poll()).toThrow(PolledAfterCompletionError)
    })
  })

  describe('failures are typed', () => {
    const refusal = (error: unknown) => {
      expect(error).toBeInstanceOf(IoError)
      const { code, syscall, address } = error as IoError
      return { code, syscall, address }
    }

    it('29: refused', async () => {
      const listener = await stand.run(TcpListener.bind({ port: 0 }))
      const { port } = listener.address
      listener[Symbol.dispose]()
      await stand.turns(2)
      expect(refusal(await stand.thrown(TcpStream.connect({ port })))).toEqual({ code: 'ECONNREFUSED', syscall: 'connect', address: `127.0.0.1:${port}` })
    })

    it('29: the address in use', async () => {
      using listener = await stand.run(TcpListener.bind({ port: 0 }))
      const { port } = listener.address
      expect(refusal(await stand.thrown(TcpListener.bind({ port })))).toEqual({ code: 'EADDRINUSE', syscall: 'listen', address: `127.0.0.1:${port}` })
    })

    it('29: no such host', async () => {
      const { code, syscall, address } = refusal(await stand.thrown(TcpStream.connect({ host: 'nobody.invalid', port: 80 })))
      expect([/^(?:ENOTFOUND|EAI_AGAIN)$/.test(code), syscall, address]).toEqual([true, 'getaddrinfo', 'nobody.invalid'])
    })

    it('29: reset, told to the reader, and again', async () => {
      using listener = await stand.run(TcpListener.bind({ port: 0 }))
      const peer: Socket = nodeConnect(listener.address.port, '127.0.0.1')
      peer.on('error', () => {})
      await once(peer, 'connect')
      using server = await stand.run(listener.accept())
      const address = `127.0.0.1:${server.peerAddress.port}`
      peer.resetAndDestroy()
      const into = new Uint8Array(1)
      expect(refusal(await stand.thrown(server.read(into)))).toEqual({ code: 'ECONNRESET', syscall: 'read', address })
      expect(refusal(await stand.thrown(server.read(into)))).toEqual({ code: 'ECONNRESET', syscall: 'read', address })
    })

    it('29: a write after the other side is gone', async () => {
      const [client, server] = await stand.run(asyncBlock(connected))
      using _client = client
      server[Symbol.dispose]()
      const { code } = refusal(await stand.thrown(asyncBlock(function* () {
        for (;;) {
          yield* wait(client.writeAll(bytes('into the void')))
          yield* wait(client.flush())
          yield* wait(yieldNow())
        }
      })))
      expect(['EPIPE', 'ECONNRESET']).toContain(code)
    })

    it('29: a write after a shutdown says who shut it down', async () => {
      const [client, server] = await stand.run(asyncBlock(connected))
      using _client = client
      using _server = server
      await stand.run(client.shutdown())
      const address = `127.0.0.1:${client.peerAddress.port}`
      expect(await stand.thrown(client.writeAll(bytes('too late')))).toMatchObject({
        code: 'EPIPE', syscall: 'write', address, message: `TcpStream.write: it was shut down on this side (EPIPE), in write ${address}`,
      })
    })

    it('29: what is no port, or no buffer, is refused at the call', () => {
      expect(() => TcpStream.connect({ port: 0 })).toThrow(RangeError)
      expect(() => TcpStream.connect({ port: 65_536 })).toThrow(RangeError)
      expect(() => TcpListener.bind({ port: -1 })).toThrow(RangeError)
      expect(() => TcpListener.bind({ port: 0, backlog: 0 })).toThrow(RangeError)
      expect(() => TcpStream.connect({ port: '80' as unknown as number })).toThrow(TypeError)
    })
  })

  describe('where it runs', () => {
    it('31: spends one of the budget an operation, on progress only', async () => {
      const [client, server] = await stand.run(asyncBlock(connected))
      using _client = client
      using _server = server
      await stand.run(client.writeAll(new Uint8Array(1000)))
      await stand.run(server.read(new Uint8Array(1)))
      const into = new Uint8Array(1)
      const reads: number[] = []
      await stand.run(pollFn(cx => {
        let count = 0
        while (reads.reduce((a, b) => a + b, 0) + count < 300 && server.pollRead(cx, into) !== Pending) count++
        reads.push(count)
        return reads.reduce((a, b) => a + b, 0) >= 300 ? undefined : Pending
      }))
      expect(reads).toEqual([128, 128, 44])
    })

    it('22: as in Rust, streams and their futures are sendable', async () => {
      const [client, server] = await stand.run(asyncBlock(connected))
      using _client = client
      using _server = server
      expect([isSendable(client), isSendable(client.read(new Uint8Array(1))), isSendable(copy(client, server))]).toEqual([true, true, true])
    })

    it('42: incoming() gives connections until it is disposed, and then the listener is closed', async () => {
      const listener = await stand.run(TcpListener.bind({ port: 0 }))
      const incoming = listener.incoming()
      using client = await stand.run(TcpStream.connect(listener.address))
      const stream = await stand.run(incoming.next())
      expect(stream === Done ? null : stream.peerAddress).toEqual(client.localAddress)
      if (stream !== Done) stream[Symbol.dispose]()
      incoming[Symbol.dispose]()
      await stand.turns(2)
      expect(await stand.thrown(TcpStream.connect(listener.address))).toMatchObject({ code: 'ECONNREFUSED' })
    })
  })
})
