/** One server in a process of its own: tells its parent the port, and when asked its memory and its microseconds of processor. */
import { listenHttp } from './node-http.ts'
import { listenNet } from './node-net.ts'
import { listenPollux } from './pollux.ts'

export type ServerName = 'pollux' | 'node:http' | 'node:net'

const SERVERS: Readonly<Record<ServerName, (port: number, then: (port: number) => void) => unknown>> = { pollux: listenPollux, 'node:http': listenHttp, 'node:net': listenNet }

SERVERS[(process.argv[2] ?? 'pollux') as ServerName](0, port => void process.send!({ port }))
process.on('message', () => {
  const { user, system } = process.cpuUsage()
  collect(3, user + system)
})
process.on('disconnect', () => process.exit())

/** What one collection finds dead, such as the memory of buffers, is freed by the next. */
function collect(times: number, cpu: number): void {
  const { gc } = globalThis as { gc?: () => void }
  gc?.()
  if (times > 1) {
    setImmediate(() => collect(times - 1, cpu))
    return
  }
  const { heapUsed, external, rss } = process.memoryUsage()
  process.send!({ heapUsed, external, rss, cpu })
}
