/**
 * Node's sockets and no HTTP: whatever ends in an empty line is answered with the same bytes as `demo.ts` answers at `/`. No server on
 * `node:net` can do less.
 */
import { createServer, type Server, type Socket } from 'node:net'

const END = Buffer.from('\r\n\r\n')
const latest = { second: 0, bytes: END }

export function listenNet(port: number, then: (port: number) => void): Server {
  const server = createServer({ noDelay: true }, socket => {
    socket.on('error', () => {})
    socket.on('data', chunk => answer(socket, chunk as Buffer))
  })
  return server.listen({ port, host: '127.0.0.1', backlog: 4096 }, () => then((server.address() as { port: number }).port))
}

function answer(socket: Socket, chunk: Buffer): void {
  for (let at = chunk.indexOf(END); at >= 0; at = chunk.indexOf(END, at + 4)) socket.write(response())
}

function response(): Buffer {
  const second = Math.floor(Date.now() / 1000)
  if (second !== latest.second) {
    latest.second = second
    latest.bytes = Buffer.from(`HTTP/1.1 200 OK\r\nDate: ${new Date(second * 1000).toUTCString()}\r\nContent-Type: text/plain\r\nContent-Length: 13\r\n\r\nHello, World!`)
  }
  return latest.bytes
}
