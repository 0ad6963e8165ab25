/** A server of the `http` workload, in a thread of its own, which ends with the process. In tests there is no compiled code, and `tsx` loads the sources. */
import { existsSync } from 'node:fs'
import { parentPort, workerData } from 'node:worker_threads'

const FOLDER = new URL('../../examples/http-server/load/', import.meta.url)
const isCompiled = existsSync(new URL('pollux.js', FOLDER))
if (!isCompiled) (await import('tsx/esm/api')).register()

const load = name => import(new URL(`${name}.${isCompiled ? 'js' : 'ts'}`, FOLDER).href)

const SERVERS = {
  pollux: async () => (await load('pollux')).listenPollux,
  'node:http': async () => (await load('node-http')).listenHttp,
  'node:net': async () => (await load('node-net')).listenNet,
}

const listen = await SERVERS[workerData]()
listen(0, port => parentPort.postMessage(port))
