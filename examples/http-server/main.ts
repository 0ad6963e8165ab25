/**
 * # An HTTP/1.1 server
 *
 *     node --import tsx examples/http-server/main.ts [PORT]          8080; 0: one that is free
 *
 * Written on `pollux/io` alone, from the bytes up: what Rust's hyper is to tokio, as small as it can be and still be put where strangers
 * reach it. Requests may be pipelined, have bodies with a length or in chunks, and take as long as their limits allow. What is no request
 * is answered with a 4xx or 5xx that says why, and the connection ends.
 *
 *     server.ts         the loop that accepts, the set of connections, the orderly end
 *     connection.ts     a connection: one future, and its states
 *     input.ts          the buffer that is read into
 *     head-parser.ts    request line and headers, a line at a time; framing.ts: where the request ends
 *     body.ts           bodies; chunked-body.ts: those in chunks
 *     reply.ts          responses; response-head.ts, date-line.ts, output.ts: how they become bytes
 *     deadline.ts       limits of time; limits.ts: all limits
 *
 * Ctrl-C stops it in order: requests under way are answered. A second one stops it at once.
 */
import { asyncBlock, CancellationToken, hostLoop, Runtime, wait } from '../../src/index.ts'
import { TcpListener } from '../../src/io/index.ts'
import { demo } from './demo.ts'
import { serve } from './server.ts'

const port = Number(process.argv[2] ?? 8080)
const stop = new CancellationToken()
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stop.cancel())

new Runtime({ driver: hostLoop() }).spawnLocal(asyncBlock(function* () {
  const listener = yield* wait(TcpListener.bind({ port, backlog: 4096 }))
  console.log(`http://127.0.0.1:${listener.address.port}`)
  const { connections, requests, refused } = yield* wait(serve(listener, demo, { stop }))
  console.log(`${requests} requests over ${connections} connections, and ${refused} refused`)
}))
