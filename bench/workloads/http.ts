/** A server of HTTP: a request and its response, over connections that stay. */
import type { TimeVariant, TimeWorkload } from '../harness/workload.ts'
import type { HttpServerName } from '../support/http-clients.ts'

const CONNECTIONS = 50

function asked(server: HttpServerName): TimeVariant {
  return async requests => {
    const { HttpClients } = await import('../support/http-clients.ts')
    const clients = await HttpClients.connect(server, CONNECTIONS)
    return () => clients.ask(requests)
  }
}

export const workload: TimeWorkload = {
  name: 'http',
  title: 'an HTTP server in one thread answers fifty connections of another',
  kind: 'time',
  per: 'request',
  ops: 20_000,
  quickOps: 2000,
  answer: requests => requests,
  baselines: { promises: 'node:http', plain: 'node:net' },
  variants: {
    /** `examples/http-server`. */
    pollux: asked('pollux'),

    /** The host's own server, which has no promise in it either. */
    'node:http': asked('node:http'),

    /** Sockets and no HTTP: see `examples/http-server/load/node-net.ts`. */
    'node:net': asked('node:net'),
  },
}
