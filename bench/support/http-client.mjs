/**
 * The clients of the `http` workload, in a thread of their own: `connections` sockets, a request at a time on each, as many as a message
 * asks for. Answers with the number of responses that ended as they should.
 */
import { connect } from 'node:net'
import { parentPort, workerData } from 'node:worker_threads'

const REQUEST = Buffer.from('GET / HTTP/1.1\r\nHost: localhost\r\n\r\n')
/** The last byte of "Hello, World!", which a response has nowhere else. */
const LAST = 33

let left = 0
let open = 0
let answered = 0
let busy = 0

function client() {
  const socket = connect({ port: workerData.port, host: '127.0.0.1', noDelay: true }, () => {
    if (++open === workerData.connections) parentPort.postMessage(0)
  })
  socket.on('data', chunk => {
    if (chunk[chunk.length - 1] !== LAST) return
    answered++
    next(socket)
  })
  return socket
}

function next(socket) {
  if (left > 0) {
    left--
    socket.write(REQUEST)
  } else if (--busy === 0) parentPort.postMessage(answered)
}

const clients = Array.from({ length: workerData.connections }, client)
parentPort.on('message', requests => {
  left = requests
  answered = 0
  busy = clients.length
  for (const socket of clients) next(socket)
})
