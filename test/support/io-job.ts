// A job for a thread of the blocking pool, which parks that thread for files and sockets.
import { asyncBlock, blockOn, spawn, wait } from '../../src/index.ts'
import { copy, TcpListener, TcpStream } from '../../src/io/index.ts'

/** Sends `message` to an echo on the same thread. */
export function echoed(message: string): string {
  return blockOn(asyncBlock(function* () {
    using listener = yield* wait(TcpListener.bind({ port: 0 }))
    spawn(asyncBlock(function* () {
      using socket = yield* wait(listener.accept())
      yield* wait(copy(socket, socket))
    }))
    using client = yield* wait(TcpStream.connect(listener.address))
    yield* wait(client.writeAll(new TextEncoder().encode(message)))
    yield* wait(client.shutdown())
    return new TextDecoder().decode(yield* wait(client.readToEnd()))
  }))
}
