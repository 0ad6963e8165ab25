import { createServer, type Server } from 'node:http'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { asyncBlock, drop, fetchFuture, fromPromise, fromReadableStream, hostLoop, HostParkError, isSendable, PolledAfterCompletionError, race, ready, Runtime, toPromise, wait } from '../../src/index.ts'
import { mockTask } from '../../src/testing/index.ts'
import { hostTurns } from '../support/host-turns.ts'
import { thrownBy } from '../support/thrown.ts'
import { runModule } from '../support/run-module.ts'

const seen: string[] = []
let server: Server
let url = ''

/** What the server does when a request is gone before its answer was whole. */
let gone: (path: string) => void = () => {}

beforeAll(async () => {
  server = createServer((request, response) => {
    seen.push(request.url!)
    response.on('close', () => { if (!response.writableFinished) gone(request.url!) })
    if (request.url === '/never') return
    if (request.url === '/part') {
      response.write('part')
      return
    }
    response.end(`you asked for ${request.url!}`)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})
afterAll(() => {
  server.closeAllConnections()
  server.close()
})

const lost = (): Promise<string> => new Promise(resolve => { gone = resolve })
const arrived = async (path: string): Promise<void> => {
  while (!seen.includes(path)) await once(server, 'request')
  seen.length = 0
}

describe('46: fetchFuture', () => {
  it('46: asks when it is polled, and gives the Response; the body is a stream', async () => {
    using runtime = new Runtime({ driver: hostLoop() })
    const lazy = fetchFuture(`${url}/tea`)
    await hostTurns(5)
    expect(seen).toEqual([])
    const text = await toPromise(asyncBlock(function* () {
      using response = yield* wait(lazy)
      expect(response).toBeInstanceOf(Response)
      const chunks = yield* wait(fromReadableStream(response.body!).toArray())
      return Buffer.concat(chunks as Uint8Array[]).toString()
    }), { runtime })
    expect([text, seen.splice(0)]).toEqual(['you asked for /tea', ['/tea']])
    expect(thrownBy(() => mockTask(lazy).poll())).toBeInstanceOf(PolledAfterCompletionError)
  })

  it('46: disposed, it aborts the request', async () => {
    using runtime = new Runtime({ driver: hostLoop() })
    const waiting = lost()
    const controller = new AbortController()
    const promise = toPromise(fetchFuture(`${url}/never`), { runtime, signal: controller.signal })
    await arrived('/never')
    controller.abort('enough')
    await expect(promise).rejects.toBe('enough')
    expect(await waiting).toBe('/never')
  })

  it('6: a response that is dropped lets go of its body', async () => {
    using runtime = new Runtime({ driver: hostLoop() })
    const waiting = lost()
    const response = await toPromise(fetchFuture(`${url}/part`), { runtime })
    drop(response)
    expect(await waiting).toBe('/part')
    seen.length = 0
  })

  it('46: the signal of init aborts the request, and the body; its reason is thrown', async () => {
    using runtime = new Runtime({ driver: hostLoop() })
    const stopped = AbortSignal.abort('stopped')
    await expect(toPromise(fetchFuture(`${url}/tea`, { signal: stopped }), { runtime })).rejects.toBe('stopped')
    const controller = new AbortController()
    const response = await toPromise(fetchFuture(new Request(`${url}/part`, { signal: controller.signal })), { runtime })
    controller.abort('mid-way')
    // Which of the two a body fails with is the host's affair.
    const error: unknown = await toPromise(fromPromise(response.text()), { runtime }).catch((thrown: unknown) => thrown)
    expect(['mid-way', 'AbortError']).toContain(error instanceof Error ? error.name : error)
    seen.length = 0
  })

  it('46: a failure of the network, or wrong arguments, are thrown from the poll', async () => {
    using runtime = new Runtime({ driver: hostLoop() })
    await expect(toPromise(fetchFuture('http://127.0.0.1:1/'), { runtime })).rejects.toBeInstanceOf(TypeError)
    await expect(toPromise(fetchFuture('no url'), { runtime })).rejects.toBeInstanceOf(TypeError)
  })

  it('28: under parkThread it is refused, and the request aborted', () => {
    using runtime = new Runtime()
    const error = thrownBy(() => runtime.blockOn(fetchFuture(`${url}/tea`))) as HostParkError
    expect([error instanceof HostParkError, error.tasks[0]?.waitsOn]).toEqual([true, 'a response'])
  })

  it('22: not sendable', () => {
    using future = fetchFuture(url)
    expect(isSendable(future)).toBe(false)
  })

  it('5: the loser of a race is aborted before the winner’s value is handed on', async () => {
    using runtime = new Runtime({ driver: hostLoop() })
    expect(await toPromise(race(fetchFuture(`${url}/never`), ready('won')), { runtime })).toBe('won')
    await hostTurns()
  })

  it('46: leaves no unhandled rejection, and the process ends by itself', () => {
    const { out, errors, status } = runModule(`
      import { createServer } from 'node:http'
      import { fetchFuture, hostLoop, race, Runtime, sleep, toPromise } from 'pollux'
      let unhandled = 0
      process.on('unhandledRejection', () => { unhandled++ })
      const heard: unknown[] = []
      const runtime = new Runtime({ driver: hostLoop(), onUnhandledError: error => { heard.push(String(error.cause)) } })
      const server = createServer((request, response) => { if (request.url === '/part') response.write('part') })
      await new Promise<void>(resolve => { server.listen(0, '127.0.0.1', resolve) })
      const url = 'http://127.0.0.1:' + (server.address() as { port: number }).port
      using guard = runtime.enter()
      await toPromise(race(fetchFuture(url + '/never'), sleep(5)), { runtime })
      const response = await toPromise(fetchFuture(url + '/part'), { runtime })
      response[Symbol.dispose]()
      for (let i = 0; i < 20; i++) await new Promise(resolve => setImmediate(resolve))
      server.closeAllConnections()
      server.close()
      process.on('exit', () => { console.log(JSON.stringify({ unhandled, heard })) })
    `)
    expect([out, errors, status]).toEqual([['{"unhandled":0,"heard":[]}'], '', 0])
  })
})
