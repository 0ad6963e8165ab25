// The server on real sockets: many clients, an orderly stop, and nothing left behind.
import { Agent, request } from 'node:http'
import { connect } from 'node:net'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { demo } from '../../../examples/http-server/demo.ts'
import type { Handler, Response } from '../../../examples/http-server/message.ts'
import { serve, type Server, type ServerOptions, type Totals } from '../../../examples/http-server/server.ts'
import { CancellationToken, oneshot, pending } from '../../../src/index.ts'
import { TcpListener } from '../../../src/io/index.ts'
import { hostTurns } from '../../support/host-turns.ts'
import { IoStand, openSockets } from '../../support/io-stand.ts'

let stand: IoStand
beforeEach(() => { stand = new IoStand() })
afterEach(() => stand[Symbol.dispose]())

interface Running {
  readonly port: number
  readonly server: Server
  readonly stop: CancellationToken
  readonly totals: Promise<Totals>
  /** The targets that the handler was asked for. */
  readonly calls: readonly string[]
}

async function running(handler: Handler, options: ServerOptions = {}): Promise<Running> {
  const stop = new CancellationToken()
  const listener = await stand.run(TcpListener.bind({ port: 0, backlog: 1000 }))
  const { port } = listener.address
  const calls: string[] = []
  const noting: Handler = request => {
    calls.push(request.target)
    return handler(request)
  }
  const server = serve(listener, noting, { ...options, stop })
  return { port, server, stop, totals: stand.run(server), calls }
}

function ask(port: number, path: string, agent: Agent, body?: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const asking = request({ port, path, agent, method: body === undefined ? 'GET' : 'POST' }, response => {
      let text = ''
      response.setEncoding('utf8')
      response.on('data', (chunk: string) => { text += chunk })
      response.on('end', () => resolve(`${response.statusCode} ${text}`))
    })
    asking.on('error', reject)
    asking.end(body)
  })
}

/** All that the server says to `text`, until it closes. */
function say(port: number, text: string): Promise<string> {
  return new Promise((resolve, reject) => {
    let heard = ''
    const socket = connect(port, '127.0.0.1', () => void socket.write(text))
    socket.setEncoding('latin1')
    socket.on('data', (chunk: string) => { heard += chunk })
    socket.on('error', reject)
    socket.on('close', () => resolve(heard))
  })
}

async function until(settled: () => boolean): Promise<void> {
  while (!settled()) await hostTurns()
}

describe('the server', () => {
  it('answers four thousand requests over a hundred connections, every one, and leaves no socket behind', async () => {
    const before = openSockets()
    const { port, stop, totals } = await running(demo)
    const agent = new Agent({ keepAlive: true, maxSockets: 100 })
    const answers = new Map<string, number>()
    await Promise.all(Array.from({ length: 100 }, async (_, client) => {
      for (let i = 0; i < 40; i++) {
        const answer = i % 4 === 0 ? await ask(port, '/echo', agent, `${client}`) : await ask(port, '/', agent)
        answers.set(answer, (answers.get(answer) ?? 0) + 1)
      }
    }))
    agent.destroy()
    stop.cancel()
    expect([answers.size, answers.get('200 Hello, World!'), answers.get('200 7')]).toEqual([101, 3000, 10])
    expect(await totals).toEqual({ connections: 100, requests: 4000, refused: 0 })
    await until(() => openSockets() <= before)
  })

  it('told to stop, it answers what was asked, and then nobody', async () => {
    const [answer, answered] = oneshot<Response>()
    const { port, stop, totals, server, calls } = await running(() => answered)
    const agent = new Agent({ keepAlive: true })
    const asked = ask(port, '/', agent)
    const idle = say(port, '')
    await until(() => calls.length === 1 && server.totals.connections === 2)
    stop.cancel()
    answer.send({ status: 200, body: 'in time' })
    expect(await asked).toBe('200 in time')
    expect(await idle).toBe('')
    expect(await totals).toEqual({ connections: 2, requests: 1, refused: 0 })
    await expect(ask(port, '/', agent)).rejects.toMatchObject({ code: 'ECONNREFUSED' })
    agent.destroy()
  })

  it('cuts those that are not done when the grace is over', async () => {
    const { port, stop, totals, calls } = await running(() => pending(), { limits: { grace: 5 } })
    const asked = say(port, 'GET / HTTP/1.1\r\nHost: a\r\n\r\n')
    await until(() => calls.length === 1)
    stop.cancel()
    expect(await asked).toBe('')
    expect((await totals).connections).toBe(1)
  })

  it('takes in no more than it may; who waits is served when another has gone', async () => {
    const { port, stop, totals, server } = await running(() => ({ status: 200, body: 'served' }), { limits: { connections: 2 } })
    const text = 'GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n'
    const holding = [connect(port, '127.0.0.1'), connect(port, '127.0.0.1')]
    await until(() => server.totals.connections === 2)
    const waiting = Array.from({ length: 5 }, () => say(port, text))
    await hostTurns(10)
    expect(server.totals).toEqual({ connections: 2, requests: 0, refused: 0 })
    for (const socket of holding) socket.destroy()
    for (const heard of await Promise.all(waiting)) expect(heard).toContain('served')
    stop.cancel()
    expect(await totals).toEqual({ connections: 7, requests: 5, refused: 0 })
  })

  it('a refusal is heard, although the client goes on writing for long', async () => {
    const { port, stop, totals } = await running(demo)
    const heard = await say(port, `POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 9999999\r\n\r\n${'x'.repeat(500_000)}`)
    expect(heard).toMatch(/^HTTP\/1\.1 413 Content Too Large\r\n.*a body may have 1048576 bytes\n$/s)
    stop.cancel()
    expect(await totals).toEqual({ connections: 1, requests: 0, refused: 1 })
  })

  it('a client that resets the connection ends it, and nothing is reported', async () => {
    const failures: unknown[] = []
    const { port, stop, totals, server } = await running(() => ({ status: 200, body: 'x'.repeat(10_000_000) }), { failed: error => void failures.push(error) })
    const socket = connect(port, '127.0.0.1', () => void socket.write('GET / HTTP/1.1\r\nHost: a\r\n\r\n'))
    socket.on('error', () => {})
    socket.once('data', () => socket.resetAndDestroy())
    await until(() => socket.destroyed && server.totals.requests === 1)
    stop.cancel()
    await totals
    expect(failures).toEqual([])
  })

  it('disposed, it cuts all at once', async () => {
    const before = openSockets()
    const listener = await stand.run(TcpListener.bind({ port: 0 }))
    const { port } = listener.address
    const server = serve(listener, () => pending())
    const handle = stand.runtime.spawnLocal(server)
    const asked = say(port, 'GET / HTTP/1.1\r\nHost: a\r\n\r\n')
    await until(() => server.totals.connections === 1)
    handle.abort()
    expect(await asked).toBe('')
    await until(() => openSockets() <= before)
  })
})
