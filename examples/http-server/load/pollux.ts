/** The server of this folder, as the others are started. */
import { asyncBlock, hostLoop, Runtime, wait } from '../../../src/index.ts'
import { TcpListener } from '../../../src/io/index.ts'
import { demo } from '../demo.ts'
import { serve } from '../server.ts'

export function listenPollux(port: number, then: (port: number) => void): Runtime {
  const runtime = new Runtime({ driver: hostLoop() })
  runtime.spawnLocal(asyncBlock(function* () {
    const listener = yield* wait(TcpListener.bind({ port, backlog: 4096 }))
    then(listener.address.port)
    yield* wait(serve(listener, demo))
  }))
  return runtime
}
