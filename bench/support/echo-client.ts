/** A connection on `node:net`, which keeps the process alive while it is used. */
import { connect, type Socket } from 'node:net'

export function connected(port: number): Promise<Socket> {
  const socket = connect({ port, host: '127.0.0.1', noDelay: true })
  return new Promise((resolve, reject) => {
    socket.once('error', reject)
    socket.once('connect', () => resolve(socket.unref()))
  })
}
