// What a client may say, and what it is answered: on a wire in memory and a clock that is told the time.
import { describe, expect, it } from 'vitest'
import { demo } from '../../../examples/http-server/demo.ts'
import { HttpError } from '../../../examples/http-server/http-error.ts'
import type { Response } from '../../../examples/http-server/message.ts'
import { map, pollFn, sleep, Stream, type Future } from '../../../src/index.ts'
import { bytes, converse, responsesIn } from './support/wire.ts'

const told = (...pieces: string[]): string[] => responsesIn(converse(pieces))
const get = (target = '/', more = ''): string => `GET ${target} HTTP/1.1\r\nHost: a\r\n${more}\r\n`

describe('a request', () => {
  it('is answered whole, with a date and a length', () => {
    expect(converse([get('/tea')])).toBe('HTTP/1.1 200 OK\r\nDate: Sun, 06 Nov 1994 08:49:37 GMT\r\nContent-Length: 13\r\n\r\nGET /tea 1.1 ')
  })

  it('may follow another, and several may come at once: each is answered, in order', () => {
    expect(told(get('/1'), get('/2') + get('/3'))).toEqual(['200 OK: GET /1 1.1', '200 OK: GET /2 1.1', '200 OK: GET /3 1.1'])
  })

  it('may have a body of a length, or in chunks, with extensions and trailers, which are dropped', () => {
    const chunked = 'POST /b HTTP/1.1\r\nHost: a\r\ntransfer-encoding: Chunked\r\n\r\n3\r\nfou\r\n0A;name="a b"\r\nr and more\r\n0\r\nTrailer: x\r\n\r\n'
    expect(told(`POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nthree${chunked}${get('/c')}`)).toEqual([
      '200 OK: POST /a 1.1 three', '200 OK: POST /b 1.1 four and more', '200 OK: GET /c 1.1',
    ])
  })

  it('may have a body larger than any buffer', () => {
    const long = 'x'.repeat(300_000)
    expect(told('POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 300000\r\n\r\n', long, get('/after'))).toEqual([`200 OK: POST / 1.1 ${long}`, '200 OK: GET /after 1.1'])
    const chunk = `186A0\r\n${'x'.repeat(100_000)}\r\n`
    expect(told('POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n', chunk, chunk, chunk, '0\r\n\r\n')).toEqual([`200 OK: POST / 1.1 ${long}`])
  })

  it('HEAD: has the head of the answer, and no body', () => {
    const heard = converse([`HEAD /a HTTP/1.1\r\nHost: a\r\n\r\n${get('/b')}`])
    expect(heard.split('\r\n\r\n').map(part => part.split('\r\n')[0])).toEqual(['HTTP/1.1 200 OK', 'HTTP/1.1 200 OK', 'GET /b 1.1 '])
    expect(heard).toContain('Content-Length: 12\r\n\r\nHTTP')
  })

  it('that expects 100 Continue is told to go on if it waits, and not if the body is there', () => {
    const head = 'POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-Continue\r\nContent-Length: 2\r\n\r\n'
    expect(told(head, 'hi')).toEqual(['100 Continue:', '200 OK: POST / 1.1 hi'])
    expect(told(`${head}hi`)).toEqual(['200 OK: POST / 1.1 hi'])
    expect(told(head.replace('2', '0'))).toEqual(['200 OK: POST / 1.1'])
    expect(told(head.replace('1.1', '1.0'), 'hi')).toEqual(['200 OK, close: POST / 1.0 hi'])
  })

  it('of HTTP/1.0 ends the connection, unless it asks otherwise; of HTTP/1.1, if it asks', () => {
    expect(told('GET / HTTP/1.0\r\n\r\n', get())).toEqual(['200 OK, close: GET / 1.0'])
    expect(converse(['GET / HTTP/1.0\r\nConnection: Keep-Alive\r\n\r\n'])).toContain('Connection: keep-alive\r\n')
    expect(told(get('/', 'Connection: x, CLOSE\r\n') + get())).toEqual(['200 OK, close: GET / 1.1'])
  })

  it('may be for a whole address, for the server itself, in any version of 1', () => {
    expect(told('GET http://a/b?c HTTP/1.1\r\nHost: a\r\n\r\n', 'OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n', 'GET / HTTP/1.7\r\nHost: [::1]:80\r\n\r\n', `\r\n${get()}`)).toEqual([
      '200 OK: GET http://a/b?c 1.1', '200 OK: OPTIONS * 1.1', '200 OK: GET / 1.1', '200 OK: GET / 1.1',
    ])
  })

  it('has a path, however its target is written', () => {
    const targets = ['/a/b?c?d', 'http://a/b?c', 'HTTPS://[::1]:80/b/', 'http://a', 'http://a?c', '/', '/?', '//a/b']
    const handler = ({ path }: { path: string }) => ({ status: 200, body: path })
    expect(responsesIn(converse([targets.map(target => get(target)).join('')], { handler }))).toEqual(['/a/b', '/b', '/b/', '/', '/', '/', '/', '//a/b'].map(path => `200 OK: ${path}`))
    expect(responsesIn(converse(['OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n'], { handler }))).toEqual(['200 OK: *'])
  })

  it('for a page of the demo may name the server; a method that the page has not is told those that it has', () => {
    const asked = (method: string, target: string): string => converse([`${method} ${target} HTTP/1.1\r\nHost: a\r\n\r\n`], { handler: demo })
    expect(asked('GET', 'http://a/?b')).toMatch(/^HTTP\/1.1 200 OK/)
    expect(asked('DELETE', '/')).toMatch(/^HTTP\/1.1 405 .*\r\nAllow: GET, HEAD\r\n/s)
    expect(asked('GET', '/echo')).toMatch(/^HTTP\/1.1 405 .*\r\nAllow: POST\r\n/s)
  })

  it('lends its headers: any case, spaces around the value gone, several joined', () => {
    const heard = converse([get('/', 'X-One:a\r\nx-two: \t b c \t\r\nX-ONE: d\r\nEmpty:\r\nOld: \xe9\r\n')], {
      handler: request => ({ status: 200, body: JSON.stringify(['x-one', 'x-two', 'empty', 'old', 'none'].map(name => request.header(name) ?? null)) }),
    })
    expect(responsesIn(heard)[0]).toContain('["a, d","b c","","')
  })
})

describe('an answer', () => {
  it('may come later; requests behind it wait, the answers before it do not', () => {
    const order: string[] = []
    const handler = ({ target }: { target: string }) => {
      order.push(target)
      const answer = { status: 200, body: target }
      return target === '/slow' ? map(sleep(100), () => answer) : answer
    }
    expect(responsesIn(converse([get('/a') + get('/slow') + get('/b')], { handler }))).toEqual(['200 OK: /a', '200 OK: /slow', '200 OK: /b'])
    expect(order).toEqual(['/a', '/slow', '/b'])
  })

  it('may be a stream: in chunks, or, for HTTP/1.0, until the end', () => {
    const handler = () => ({ status: 200, body: Stream.from(['one', '', 'three']).map(bytes) })
    expect(converse([get()], { handler }).split('\r\n\r\n').slice(1)).toEqual(['3\r\none\r\n5\r\nthree\r\n0', ''])
    expect(converse(['GET / HTTP/1.0\r\n\r\n'], { handler })).toMatch(/Connection: close\r\n\r\nonethree$/)
    expect(converse([`HEAD / HTTP/1.1\r\nHost: a\r\n\r\n`], { handler })).toMatch(/chunked\r\n\r\n$/)
  })

  it('may be large, and be taken a few bytes at a time', () => {
    const body = 'y'.repeat(50_000)
    const handler = () => ({ status: 200, body })
    expect(responsesIn(converse([get() + get()], { handler, appetite: 999 }))).toEqual([`200 OK: ${body}`, `200 OK: ${body}`])
    const pieces = Array.from({ length: 50 }, () => bytes('z'.repeat(1000)))
    const streamed = converse([get()], { handler: () => ({ status: 200, body: Stream.from(pieces) }), appetite: 77 })
    expect(streamed.slice(streamed.indexOf('\r\n\r\n') + 4)).toBe(`${pieces.map(() => `3e8\r\n${'z'.repeat(1000)}\r\n`).join('')}0\r\n\r\n`)
  })

  it('204 and 304 have neither body nor length', () => {
    expect(converse([get()], { handler: () => ({ status: 204, body: 'not sent' }) })).toBe('HTTP/1.1 204 No Content\r\nDate: Sun, 06 Nov 1994 08:49:37 GMT\r\n\r\n')
  })

  it('an HttpError of the handler is one, and the connection goes on; anything else is a 500, reported, and ends it', () => {
    const failures: unknown[] = []
    const boom = new Error('boom')
    const throwing = (error: unknown): Future<never> => pollFn(() => { throw error })
    const handler = ({ target }: { target: string }) => {
      if (target === '/teapot') throw new HttpError(404, 'no tea', [['X-Tea', 'none']])
      if (target === '/later') return throwing(new HttpError(403, 'not for you'))
      if (target === '/boom') return throwing(boom)
      return { status: 200 }
    }
    expect(responsesIn(converse([get('/teapot') + get('/later') + get('/') + get('/boom') + get('/')], { handler, failures }))).toEqual([
      '404 Not Found: no tea', '403 Forbidden: not for you', '200 OK:', '500 Internal Server Error, close: the server has failed',
    ])
    expect(failures).toEqual([boom])
  })

  it('that is none is a 500, and nothing of it is sent', () => {
    const streamed = (): Stream<Uint8Array> => Stream.from([bytes('x')])
    const wrong: (() => Response)[] = [
      () => ({ status: 99 }),
      () => ({ status: 200, headers: [['a b', 'c']] }),
      () => ({ status: 200, headers: [['a', 'b\r\nc: d']] }),
      () => ({ status: 200, headers: [['content-length', '5']] }),
      () => ({ status: 200, headers: [['A', '€']], body: streamed() }),
    ]
    for (const handler of wrong) {
      const failures: unknown[] = []
      expect(responsesIn(converse([get()], { handler, failures }))).toEqual(['500 Internal Server Error, close: the server has failed'])
      expect(failures).toHaveLength(1)
    }
  })

  it('a stream that fails half-way cuts the connection, so that nobody takes it for whole', () => {
    const failures: unknown[] = []
    const handler = () => ({ status: 200, body: Stream.from([1, 2]).map(n => { if (n === 2) throw new Error('half-way'); return bytes('half') }) })
    const heard = converse([get() + get()], { handler, failures })
    expect([heard.includes('0\r\n\r\n'), failures.length]).toEqual([false, 1])
  })
})
