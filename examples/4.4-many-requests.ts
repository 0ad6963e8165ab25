/**
 * # 4.4 cheapo_request, cheapo_owning_request, many_requests
 *
 *     pub async fn many_requests(requests: Vec<(String, u16, String)>) -> Vec<std::io::Result<String>> {
 *         let mut handles = vec![];
 *         for (host, port, path) in requests {
 *             handles.push(task::spawn_local(cheapo_owning_request(host, port, path)));
 *         }
 *         let mut results = vec![];
 *         for handle in handles { results.push(handle.await); }
 *         results
 *     }
 *
 * Against a real HTTP server, which answers no request before all have come: so all are in flight at once, on one thread. That server is on this
 * thread as well, so the runtime is one that the host runs; once it is closed, `blockOn` asks in vain.
 */
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { asyncBlock, blockOn, catchUnwind, hostLoop, Runtime, spawnLocal, toPromise, wait, type Future, type Result } from '../src/index.ts'
import { IoError, TcpStream } from '../src/io/index.ts'

function cheapoRequest(host: string, port: number, path: string): Future<string> {
  return asyncBlock(function* () {
    using socket = yield* wait(TcpStream.connect({ host, port }))
    const request = `GET ${path} HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`
    yield* wait(socket.writeAll(new TextEncoder().encode(request)))
    // No shutdown: that is where Node's server hangs up.
    return new TextDecoder().decode(yield* wait(socket.readToEnd()))
  })
}

/** In Rust it exists to own `host` and `path`, which `cheapo_request` borrows; strings are shared here, and so it has nothing to do. */
function cheapoOwningRequest(host: string, port: number, path: string): Future<string> {
  return cheapoRequest(host, port, path)
}

function manyRequests(requests: readonly (readonly [host: string, port: number, path: string])[]): Future<Result<string>[]> {
  return asyncBlock(function* () {
    const handles = requests.map(request => spawnLocal(catchUnwind(cheapoOwningRequest(...request))))
    const results: Result<string>[] = []
    for (const handle of handles) results.push(yield* wait(handle))
    return results
  })
}

const PATHS = ['/tea', '/coffee', '/milk']
const waiting: [response: ServerResponse, path: string][] = []
const server = createServer((request, response) => {
  waiting.push([response, request.url!])
  console.log('requests in flight:', waiting.length)
  if (waiting.length === PATHS.length) for (const [held, path] of waiting) held.end(`you asked for ${path}`)
})

server.listen(0, '127.0.0.1', async () => {
  const { port } = server.address() as AddressInfo
  const runtime = new Runtime({ driver: hostLoop() })
  const results = await toPromise(manyRequests(PATHS.map(path => ['127.0.0.1', port, path])), { runtime })
  for (const result of results) if (result.ok) console.log(result.value.split('\r\n')[0], '|', result.value.split('\r\n\r\n')[1]?.match(/you asked for \S+/)?.[0])
  server.close()
  server.once('close', () => {
    const [refused] = blockOn(manyRequests([['127.0.0.1', port, '/']]))
    if (refused !== undefined && !refused.ok && refused.error instanceof IoError) console.log('with nobody there:', refused.error.code)
  })
})
