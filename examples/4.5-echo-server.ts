/**
 * # 4.5 serve_one and the echo server, one task a connection
 *
 *     let serve_one = async {
 *         let listener = net::TcpListener::bind("localhost:8087").await?;
 *         let (mut socket, _addr) = listener.accept().await?;
 *     };
 *
 * First one connection, below `blockOn`, which parks this thread; then a server with a task for each of a thousand at once, on the event loop.
 */
import { asyncBlock, blockOn, hostLoop, joinAll, Runtime, spawn, wait, type Future } from '../src/index.ts'
import { copy, TcpListener, TcpStream, type SocketAddress } from '../src/io/index.ts'

const CONNECTIONS = 1000

function echo(socket: TcpStream): Future<number> {
  return asyncBlock(function* () {
    using _ = socket
    return yield* wait(copy(socket, socket))
  })
}

function client(address: SocketAddress, message: string): Future<string> {
  return asyncBlock(function* () {
    using socket = yield* wait(TcpStream.connect({ host: address.address, port: address.port }))
    yield* wait(socket.writeAll(new TextEncoder().encode(message)))
    yield* wait(socket.shutdown())
    return new TextDecoder().decode(yield* wait(socket.readToEnd()))
  })
}

const serveOne = asyncBlock(function* () {
  using listener = yield* wait(TcpListener.bind({ host: 'localhost', port: 0 }))
  const answer = spawn(client(listener.address, 'hello, echo'))
  const socket = yield* wait(listener.accept())
  console.log('echoed bytes:', yield* wait(echo(socket)))
  return yield* wait(answer)
})

console.log('serve_one:', blockOn(serveOne))

new Runtime({ driver: hostLoop() }).spawn(asyncBlock(function* () {
  const listener = yield* wait(TcpListener.bind({ port: 0, backlog: CONNECTIONS }))
  const server = spawn(listener.incoming().forEach(socket => void spawn(echo(socket))))
  const messages = Array.from({ length: CONNECTIONS }, (_, n) => `message ${n}`)
  const answers = yield* wait(joinAll(messages.map(message => spawn(client(listener.address, message)))))
  console.log('connections:', answers.length, 'that got their bytes back:', answers.filter((answer, n) => answer === messages[n]).length)
  server.abort()
}))
