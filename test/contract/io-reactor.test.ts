import { spawn as spawnProcess, spawnSync } from 'node:child_process'
import { createServer, type AddressInfo } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import {
  asyncBlock, blockOn, byRef, DeadlockError, hostLoop, HostParkError, joinAll, lazy, pending, race, Runtime, spawn, spawnBlocking, toPromise, wait, yieldNow, type Future,
} from '../../src/index.ts'
import { copy, File, IoError, readFile, TcpListener, TcpStream } from '../../src/io/index.ts'
import { reactorSlot } from '../../src/io/reactor/current-reactor.ts'
import { bytes, connected, openSockets, text } from '../support/io-stand.ts'
import { runModule } from '../support/run-module.ts'

/** What a reactor answers to a request that it cannot take: it throws, and is gone. */
function kill(): void {
  reactorSlot.reactor!.send({ kind: 'open', id: 0, path: 5 as never, mode: 'read' })
}

const codeOf = (body: () => unknown): unknown => {
  try {
    return `no error: ${String(body())}`
  } catch (error) {
    return error instanceof IoError ? error.code : error
  }
}

const open: Disposable[] = []
const kept = <T extends Disposable>(resource: T): T => {
  open.push(resource)
  return resource
}
afterEach(() => {
  for (const resource of open.splice(0)) resource[Symbol.dispose]()
})

describe('28: input and output below blockOn', () => {
  it('28: each blockOn is a synchronous call, and what one has opened the next one uses', () => {
    const listener = kept(blockOn(TcpListener.bind({ port: 0 })))
    const client = kept(blockOn(TcpStream.connect(listener.address)))
    const server = kept(blockOn(listener.accept()))
    blockOn(client.writeAll(bytes('question')))
    blockOn(client.shutdown())
    const heard = text(blockOn(server.readToEnd()))
    blockOn(server.writeAll(bytes(heard.toUpperCase())))
    server[Symbol.dispose]()
    expect([heard, text(blockOn(client.readToEnd()))]).toEqual(['question', 'QUESTION'])
  })

  it('28: the thread is parked meanwhile, and a wait costs a poll or two', () => {
    const runtime = kept(new Runtime())
    const rounds = 200
    const [client, server] = runtime.blockOn(asyncBlock(connected))
    kept(client)
    kept(server)
    const before = [runtime.metrics.workerPollCount, runtime.metrics.workerParkCount]
    runtime.blockOn(asyncBlock(function* () {
      spawn(copy(server, server))
      const into = new Uint8Array(1)
      for (let round = 0; round < rounds; round++) {
        yield* wait(client.writeAll(into))
        yield* wait(client.read(into))
      }
    }))
    expect(runtime.metrics.workerPollCount - before[0]!).toBeLessThanOrEqual(2 * rounds + 2)
    expect(runtime.metrics.workerParkCount - before[1]!).toBeLessThanOrEqual(4 * rounds)
  })

  it('28: what nothing can wake is a deadlock still; and a hosted runtime parks nobody', () => {
    blockOn(readFile('/dev/null'))
    expect(() => blockOn(pending())).toThrow(DeadlockError)
    const hosted = new Runtime({ driver: hostLoop() })
    for (const future of [TcpStream.connect({ port: 9 }), TcpListener.bind({ port: 0 }), readFile('/dev/null')] as Future<unknown>[]) {
      expect(() => hosted.blockOn(future)).toThrow(HostParkError)
    }
  })

  it('28: an operation that one runtime has begun wakes the one that polls it now', () => {
    const [client, server] = blockOn(asyncBlock(connected))
    kept(client)
    kept(server)
    const into = new Uint8Array(4)
    const read = kept(server.read(into))
    expect(blockOn(race(byRef(read), lazy(() => 'not yet')))).toBe('not yet')
    const second = kept(new Runtime())
    second.spawn(asyncBlock(function* () {
      yield* wait(yieldNow())
      yield* wait(client.writeAll(bytes('late')))
    }))
    expect([second.blockOn(read), text(into)]).toEqual([4, 'late'])
  })

  it('28: a program of nothing but blockOn leaves nothing behind, though the event loop never turns', () => {
    const gc = globalThis.gc!
    const heapAfter = (rounds: number): number => {
      for (let round = 0; round < rounds; round++) blockOn(readFile('/dev/null'))
      gc()
      return process.memoryUsage().heapUsed
    }
    const before = heapAfter(500)
    expect(heapAfter(3000) - before).toBeLessThan(1_500_000)
  })

  it('28: a runtime that the host runs may read what a parked one has opened', async () => {
    const [client, server] = blockOn(asyncBlock(connected))
    kept(client)
    kept(server)
    const hosted = kept(new Runtime({ driver: hostLoop() }))
    const heard = toPromise(server.readToEnd(), { runtime: hosted })
    blockOn(client.writeAll(bytes('over there')))
    blockOn(client.shutdown())
    expect(text(await heard)).toBe('over there')
  })

  it('28: a thread of the pool has a reactor of its own', () => {
    const module = new URL('../support/io-job.ts', import.meta.url).href
    const job = (n: number) => spawnBlocking<string>({ module, export: 'echoed' }, `job ${n}`)
    expect(blockOn(asyncBlock(function* () {
      return yield* wait(joinAll([job(0), job(1)]))
    }))).toEqual(['job 0', 'job 1'])
  })

  it('30: a runtime that is shut down drops its tasks, and what they had open is closed', () => {
    blockOn(readFile('/dev/null'))
    const before = openSockets()
    const runtime = new Runtime()
    const listener = runtime.blockOn(TcpListener.bind({ port: 0 }))
    runtime.spawn(asyncBlock(function* () {
      using _listener = listener
      using socket = yield* wait(listener.accept())
      yield* wait(copy(socket, socket))
    }))
    const client = kept(runtime.blockOn(TcpStream.connect(listener.address)))
    runtime.runUntilStalled()
    const into = new Uint8Array(2)
    runtime.blockOn(client.writeAll(bytes('hi')))
    expect([runtime.blockOn(client.read(into)), text(into)]).toEqual([2, 'hi'])
    runtime[Symbol.dispose]()
    expect(blockOn(client.read(into))).toBe(0)
    client[Symbol.dispose]()
    while (openSockets() > before) blockOn(readFile('/dev/null'))
  })
})

describe('29: bytes through shared memory', () => {
  it('29: pieces of any length pass the seam of the ring, both ways, in order', () => {
    const sent = Uint8Array.from({ length: 1_000_000 }, (_, at) => at * 31 + (at >> 8))
    const got = blockOn(asyncBlock(function* () {
      const [client, server] = yield* connected()
      using _client = client
      using _server = server
      spawn(asyncBlock(function* () {
        yield* wait(copy(server, server))
        yield* wait(server.shutdown())
      }))
      spawn(asyncBlock(function* () {
        for (let at = 0, size = 1; at < sent.length; at += size, size = (size * 7 + 13) % 70_001) yield* wait(client.writeAll(sent.subarray(at, at + size)))
        yield* wait(client.shutdown())
      }))
      const got: Uint8Array[] = []
      const into = new Uint8Array(50_021)
      for (let size = 1, count; (count = yield* wait(client.read(into.subarray(0, size)))) > 0; size = (size * 5 + 11) % 50_021 || 1) got.push(into.slice(0, count))
      return got
    }))
    expect(Buffer.compare(Buffer.concat(got), sent)).toBe(0)
  })

  it('29: memory that many connections had one after the other is used again, and each finds its own bytes only', () => {
    const made = { count: 0 }
    const Real = globalThis.SharedArrayBuffer
    globalThis.SharedArrayBuffer = class extends Real {
      constructor(size: number) {
        super(size)
        if (size > 100_000) made.count++
      }
    } as SharedArrayBufferConstructor
    try {
      const listener = kept(blockOn(TcpListener.bind({ port: 0 })))
      const heard = Array.from({ length: 200 }, (_, n) => blockOn(asyncBlock(function* () {
        using client = yield* wait(TcpStream.connect(listener.address))
        using server = yield* wait(listener.accept())
        yield* wait(client.writeAll(bytes(`message ${n}`)))
        const into = new Uint8Array(20)
        const count = yield* wait(server.read(into))
        // Nobody ever reads this.
        yield* wait(server.writeAll(new Uint8Array(30_000).fill(n)))
        return text(into.subarray(0, count))
      })))
      expect(heard).toEqual(heard.map((_, n) => `message ${n}`))
      expect(made.count).toBeLessThan(50)
    } finally {
      globalThis.SharedArrayBuffer = Real
    }
  })

  it('29: whoever writes waits while nobody reads, with two rings and the system’s own buffers full, and loses nothing', () => {
    const piece = new Uint8Array(60_000).fill(7)
    const [taken, got] = blockOn(asyncBlock(function* () {
      const [client, server] = yield* connected()
      using _server = server
      let taken = 0
      const writer = spawn(asyncBlock(function* () {
        for (;;) {
          yield* wait(client.writeAll(piece))
          taken += piece.length
          if (taken > 64_000_000) return
        }
      }))
      // A dead stop: nothing is told of room in a hundred turns of the reactor.
      for (let still = 0, last = -1; still < 100; still = taken === last ? still + 1 : 0) {
        last = taken
        yield* wait(readFile('/dev/null'))
      }
      writer.abort()
      yield* wait(yieldNow())
      client[Symbol.dispose]()
      return [taken, (yield* wait(server.readToEnd())).length] as const
    }))
    expect(taken).toBeLessThan(64_000_000)
    // The write that was under way when its task was aborted may have been taken in part.
    expect(got).toBeGreaterThanOrEqual(taken)
    expect(got).toBeLessThan(taken + piece.length)
  })
})

describe('33: a reactor that dies', () => {
  it('33: fails every operation of a parked runtime, and the next one has another', () => {
    const runtime = kept(new Runtime())
    const listener = kept(runtime.blockOn(TcpListener.bind({ port: 0 })))
    const client = kept(runtime.blockOn(TcpStream.connect(listener.address)))
    const server = kept(runtime.blockOn(listener.accept()))
    const file = kept(runtime.blockOn(File.open('/dev/zero')))
    const tasks = [listener.accept(), server.read(new Uint8Array(1)), TcpStream.connect({ host: '127.0.0.1', port: listener.address.port })].map(future => runtime.spawn(future as Future<unknown>))
    kill()
    const codes = tasks.map(task => codeOf(() => {
      try {
        return runtime.blockOn(task)
      } catch (error) {
        throw (error as Error).cause
      }
    }))
    // The connection may have been made before.
    expect(codes.slice(0, 2)).toEqual(['ERR_POLLUX_REACTOR_DIED', 'ERR_POLLUX_REACTOR_DIED'])
    const again = [
      () => runtime.blockOn(listener.accept()), () => runtime.blockOn(server.read(new Uint8Array(1))), () => blockOn(client.writeAll(bytes('x'))),
      () => blockOn(client.flush()), () => blockOn(client.shutdown()), () => blockOn(file.read(new Uint8Array(1))), () => blockOn(file.size()),
    ]
    expect(again.map(codeOf)).toEqual(again.map(() => 'ERR_POLLUX_REACTOR_DIED'))
    expect(blockOn(readFile('/proc/self/status')).length).toBeGreaterThan(0)
    const [one, two] = blockOn(asyncBlock(connected))
    kept(one)
    kept(two)
    expect(codeOf(() => runtime.blockOn(listener.accept()))).toBe('ERR_POLLUX_REACTOR_DIED')
  })

  it('33: says why, as far as that is known', () => {
    const [client, server] = blockOn(asyncBlock(connected))
    kept(client)
    kept(server)
    kill()
    let caught: unknown
    try {
      blockOn(server.read(new Uint8Array(1)))
    } catch (error) {
      caught = error
    }
    expect(caught).toMatchObject({ name: 'IoError', syscall: 'the reactor', message: expect.stringContaining('the next operation starts another one') })
    expect((caught as IoError).cause).toMatchObject({ message: expect.stringMatching(/^the reactor has ended: exit code 1\nTypeError.*path/) })
  })

  it('33: what had come before is read first', () => {
    const [client, server] = blockOn(asyncBlock(connected))
    kept(client)
    kept(server)
    const into = new Uint8Array(1)
    blockOn(client.writeAll(bytes('abc')))
    expect([blockOn(server.read(into)), text(into)]).toEqual([1, 'a'])
    kill()
    while (!reactorSlot.reactor!.isDead());
    expect([blockOn(server.read(into)), text(into)]).toEqual([1, 'b'])
    expect([blockOn(server.read(into)), text(into)]).toEqual([1, 'c'])
    expect(codeOf(() => blockOn(server.read(into)))).toBe('ERR_POLLUX_REACTOR_DIED')
  })
})

describe('33: a reactor that cannot begin', () => {
  it('33: for want of files ends in an error, and begins once there are some', () => {
    const program = new URL('../support/io-no-files.ts', import.meta.url).pathname
    const { stdout, stderr } = spawnSync('bash', ['-c', `ulimit -n 256; exec "$0" --import tsx "${program}"`, process.execPath], { encoding: 'utf8' })
    expect([stdout, stderr]).toEqual(['8 left: ERR_POLLUX_REACTOR_DIED\nafterwards: 0\n', ''])
  })
})

describe('29: processes', () => {
  const ended = (out: string[]) => ({ out, errors: '', status: 0 })

  it('29: an open connection that nobody waits for keeps no process alive', () => {
    expect(runModule(`
      import { blockOn } from 'pollux'
      import { TcpListener, TcpStream } from 'pollux/io'
      const listener = blockOn(TcpListener.bind({ port: 0 }))
      const client = blockOn(TcpStream.connect(listener.address))
      const server = blockOn(listener.accept())
      console.log('open')
    `)).toEqual(ended(['open']))
  })

  it.each(['the end of the module', 'process.exit'])('29: what was written is delivered before the process ends, by %s', async how => {
    const heard = { bytes: 0 }
    const server = createServer(socket => socket.on('data', piece => { heard.bytes += piece.length }).on('error', () => {}))
    await new Promise<void>(resolve => server.listen(0, resolve))
    const { port } = server.address() as AddressInfo
    const closed = new Promise<void>(resolve => server.on('connection', socket => socket.on('close', () => resolve())))
    const program = `
      import { blockOn } from '${new URL('../../src/index.ts', import.meta.url)}'
      import { TcpStream } from '${new URL('../../src/io/index.ts', import.meta.url)}'
      const stream = blockOn(TcpStream.connect({ port: ${port} }))
      blockOn(stream.writeAll(new Uint8Array(50000)))
      stream[Symbol.dispose]()
      ${how === 'process.exit' ? 'process.exit()' : ''}
    `
    const child = spawnProcess(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', program], { stdio: 'inherit' })
    await closed
    const status = await new Promise(resolve => (child.exitCode === null ? child.on('exit', resolve) : resolve(child.exitCode)))
    server.close()
    expect([heard.bytes, status]).toEqual([50_000, 0])
  })
})
