/** A message to an echo server in another thread and back, over one connection of the loopback, one at a time. */
import type { TimeWorkload } from '../harness/workload.ts'
import { MESSAGE, startEcho } from '../support/echo.ts'

export const workload: TimeWorkload = {
  name: 'tcp-echo',
  title: 'a round trip over TCP',
  kind: 'time',
  per: 'round trip',
  ops: 2000,
  quickOps: 500,
  answer: trips => trips * MESSAGE.length,
  baselines: { promises: 'promises', plain: 'node:net' },
  variants: {
    /** Synchronous: this thread is parked meanwhile, and the reactor has the socket. */
    async pollux(trips) {
      const { asyncBlock, Runtime, wait } = await import('../../src/index.ts')
      const { readExact, TcpStream } = await import('../../src/io/index.ts')
      const runtime = new Runtime()
      const stream = runtime.blockOn(TcpStream.connect({ port: await startEcho() }))
      stream.setNoDelay()
      const into = new Uint8Array(MESSAGE.length)
      return () => runtime.blockOn(asyncBlock(function* () {
        let bytes = 0
        for (let trip = 0; trip < trips; trip++) {
          yield* wait(stream.writeAll(MESSAGE))
          yield* wait(readExact(stream, into))
          bytes += into.length
        }
        return bytes
      }))
    },

    /** The same program on the event loop. */
    async 'pollux hostLoop'(trips) {
      const { asyncBlock, hostLoop, Runtime, toPromise, wait } = await import('../../src/index.ts')
      const { readExact, TcpStream } = await import('../../src/io/index.ts')
      const runtime = new Runtime({ driver: hostLoop() })
      const stream = await toPromise(TcpStream.connect({ port: await startEcho() }), { runtime })
      stream.setNoDelay()
      const into = new Uint8Array(MESSAGE.length)
      return () => toPromise(asyncBlock(function* () {
        let bytes = 0
        for (let trip = 0; trip < trips; trip++) {
          yield* wait(stream.writeAll(MESSAGE))
          yield* wait(readExact(stream, into))
          bytes += into.length
        }
        return bytes
      }), { runtime })
    },

    /** Each answer awaited, as an event that is made a promise. */
    async promises(trips) {
      const { connected } = await import('../support/echo-client.ts')
      const socket = await connected(await startEcho())
      return async () => {
        socket.ref()
        let bytes = 0
        for (let trip = 0; trip < trips; trip++) {
          socket.write(MESSAGE)
          for (let left = MESSAGE.length; left > 0; ) {
            const piece = await new Promise<Uint8Array>(resolve => socket.once('data', resolve))
            left -= piece.length
            bytes += piece.length
          }
        }
        socket.unref()
        return bytes
      }
    },

    /** Its events, and nothing else. */
    async 'node:net'(trips) {
      const { connected } = await import('../support/echo-client.ts')
      const socket = await connected(await startEcho())
      return () => new Promise<number>(resolve => {
        const all = trips * MESSAGE.length
        let bytes = 0
        const heard = (piece: Uint8Array): void => {
          bytes += piece.length
          if (bytes % MESSAGE.length !== 0) return
          if (bytes < all) return void socket.write(MESSAGE)
          socket.off('data', heard)
          socket.unref()
          resolve(bytes)
        }
        socket.ref()
        socket.on('data', heard)
        socket.write(MESSAGE)
      })
    },
  },
}
