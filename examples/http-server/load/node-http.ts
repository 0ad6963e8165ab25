/** Node's own server, answering the same bytes as `demo.ts` does at `/`: what it is compared with. */
import { createServer, type Server } from 'node:http'

const BODY = Buffer.from('Hello, World!')
const HEADERS = { 'Content-Type': 'text/plain', 'Content-Length': BODY.length }

export function listenHttp(port: number, then: (port: number) => void): Server {
  const server = createServer((_, response) => {
    response.writeHead(200, HEADERS)
    response.end(BODY)
  })
  return server.listen({ port, host: '127.0.0.1', backlog: 4096 }, () => then((server.address() as { port: number }).port))
}
