/** A thread that sends back what it hears, on `node:net`. Its one message is its port. */
import { createServer } from 'node:net'
import { parentPort } from 'node:worker_threads'

const server = createServer({ noDelay: true }, socket => socket.pipe(socket))
server.listen(0, '127.0.0.1', () => parentPort.postMessage(server.address().port))
