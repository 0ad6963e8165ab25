// What no client should say: each gets one answer, which ends the connection, and whatever it has said after that is not understood.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { bytes, converse, responsesIn } from './support/wire.ts'

/** Would be answered with 200, if it were taken for a request. */
const SMUGGLED = 'GET /smuggled HTTP/1.1\r\nHost: a\r\n\r\n'
const line = (first: string): string => `${first}\r\nHost: a\r\n\r\n`
const headers = (...lines: string[]): string => `POST / HTTP/1.1\r\nHost: a\r\n${lines.map(one => `${one}\r\n`).join('')}\r\n`
const chunks = (body: string): string => headers('Transfer-Encoding: chunked') + body

const HOSTILE: readonly [name: string, status: number, request: string][] = [
  ['nothing but a word', 400, line('GET')],
  ['HTTP/0.9', 400, line('GET /')],
  ['no method', 400, line(' / HTTP/1.1')],
  ['a method with a control character', 400, line('G\x01T / HTTP/1.1')],
  ['two spaces', 400, line('GET  / HTTP/1.1')],
  ['a tab for a space', 400, line('GET\t/ HTTP/1.1')],
  ['a space at the end', 400, line('GET / HTTP/1.1 ')],
  ['a target with a space', 400, line('GET /a b HTTP/1.1')],
  ['a target beyond ASCII', 400, line('GET /\xe9 HTTP/1.1')],
  ['a target with NUL', 400, line('GET /\0 HTTP/1.1')],
  ['a target that is none', 400, line('GET index.html HTTP/1.1')],
  ['an address without a host', 400, line('GET http:///a HTTP/1.1')],
  ['an address with a port alone', 400, line('GET http://:80/a HTTP/1.1')],
  ['an address with a user', 400, line('GET http://b:c@a/ HTTP/1.1')],
  ['an address whose host ends in a backslash', 400, line('GET http://a\\@b/ HTTP/1.1')],
  ['an address of another protocol', 400, line('GET ftp://a/ HTTP/1.1')],
  ['the server itself, got', 400, line('GET * HTTP/1.1')],
  ['a version in small letters', 400, line('GET / http/1.1')],
  ['a version of two digits', 400, line('GET / HTTP/1.10')],
  ['two empty lines first', 400, `\r\n\r\n${line('GET / HTTP/1.1')}`],
  ['HTTP/2, by its preface', 505, 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'],
  ['HTTP/3.0', 505, line('GET / HTTP/3.0')],
  ['a method that nobody knows', 501, line('BREW / HTTP/1.1')],
  ['CONNECT', 501, line('CONNECT a:443 HTTP/1.1')],
  ['get, in small letters', 501, line('get / HTTP/1.1')],
  ['TLS', 400, '\x16\x03\x01\x02\0\x01\0\x01\xfc\x03\x03\n'],
  ['bare LF', 400, 'GET / HTTP/1.1\nHost: a\n\n'],
  ['bare LF after a header', 400, 'GET / HTTP/1.1\r\nHost: a\n\r\n'],
  ['bare LF at the end', 400, 'GET / HTTP/1.1\r\nHost: a\r\n\n'],
  ['bare CR in a header', 400, headers('A: b\rContent-Length: 5')],
  ['bare CR at the end of one', 400, headers('A: b\r')],
  ['NUL in a header', 400, headers('A: b\0c')],
  ['a folded header', 400, headers('A: b', ' c')],
  ['a first header that is folded', 400, 'GET / HTTP/1.1\r\n Host: a\r\n\r\n'],
  ['a space before the colon', 400, headers('Content-Length : 5')],
  ['a tab before the colon', 400, headers('Transfer-Encoding\t: chunked')],
  ['no colon', 400, headers('Content-Length')],
  ['no name', 400, headers(': 5')],
  ['a name beyond ASCII', 400, headers('Caf\xe9: 5')],
  ['no Host', 400, 'GET / HTTP/1.1\r\n\r\n'],
  ['two Hosts', 400, headers('Host: b')],
  ['two Hosts, HTTP/1.0', 400, 'GET / HTTP/1.0\r\nHost: a\r\nHost: b\r\n\r\n'],
  ['a Host that is a path', 400, 'GET / HTTP/1.1\r\nHost: a/b\r\n\r\n'],
  ['two lengths', 400, headers('Content-Length: 5', 'Content-Length: 6')],
  ['the same length twice', 400, headers('Content-Length: 5', 'content-length: 5')],
  ['a list of lengths', 400, headers('Content-Length: 5, 5')],
  ['a negative length', 400, headers('Content-Length: -5')],
  ['a length with a sign', 400, headers('Content-Length: +5')],
  ['a length in hexadecimal', 400, headers('Content-Length: 0x5')],
  ['a length with a fraction', 400, headers('Content-Length: 5.0')],
  ['an empty length', 400, headers('Content-Length:')],
  ['a length beyond all numbers', 413, headers(`Content-Length: ${'9'.repeat(400)}`)],
  ['a length beyond 2 to the 64', 413, headers('Content-Length: 18446744073709551621')],
  ['a length beyond the limit', 413, headers('Content-Length: 1048577')],
  ['the same, for which it would wait to be told', 413, headers('Content-Length: 1048577', 'Expect: 100-continue')],
  ['a length and chunks', 400, headers('Content-Length: 5', 'Transfer-Encoding: chunked')],
  ['chunks and a length', 400, headers('Transfer-Encoding: chunked', 'Content-Length: 5')],
  ['chunks in HTTP/1.0', 400, 'POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n'],
  ['chunked twice', 400, headers('Transfer-Encoding: chunked, chunked')],
  ['chunked twice, in two headers', 400, headers('Transfer-Encoding: chunked', 'Transfer-Encoding: chunked')],
  ['chunked, and then something', 400, headers('Transfer-Encoding: chunked, identity')],
  ['identity', 400, headers('Transfer-Encoding: identity')],
  ['xchunked', 400, headers('Transfer-Encoding: xchunked')],
  ['chunked with a parameter', 400, headers('Transfer-Encoding: chunked;a=b')],
  ['chunked in quotes', 400, headers('Transfer-Encoding: "chunked"')],
  ['chunked after a vertical tab', 400, headers('Transfer-Encoding: \vchunked')],
  ['no coding', 400, headers('Transfer-Encoding:')],
  ['gzip, chunked', 501, headers('Transfer-Encoding: gzip, chunked')],
  ['an expectation that nobody knows', 417, headers('Expect: miracles')],
  ['a chunk without a size', 400, chunks('\r\nabc')],
  ['a chunk of a negative size', 400, chunks('-1\r\nabc')],
  ['a chunk of size 0x3', 400, chunks('0x3\r\nabc\r\n0\r\n\r\n')],
  ['a chunk with a space after the size', 400, chunks('3 \r\nabc\r\n0\r\n\r\n')],
  ['a chunk with a space before the size', 400, chunks(' 3\r\nabc\r\n0\r\n\r\n')],
  ['a chunk longer than its size', 400, chunks('3\r\nabcd\r\n0\r\n\r\n')],
  ['a chunk shorter than its size', 400, chunks('4\r\nabc\r\n0\r\n\r\n')],
  ['a chunk whose size ends in bare LF', 400, chunks('3\nabc\r\n0\r\n\r\n')],
  ['a chunk whose size ends in bare CR', 400, chunks('3\rabc\r\n0\r\n\r\n')],
  ['an extension with bare LF', 400, chunks('3;a\nabc\r\n0\r\n\r\n')],
  ['a chunk that ends in bare LF', 400, chunks('3\r\nabc\n0\r\n\r\n')],
  ['a chunk beyond the limit', 413, chunks('100001\r\n')],
  ['chunks beyond the limit together', 413, chunks(`80000\r\n${'x'.repeat(0x80000)}\r\n80001\r\n`)],
  ['a huge chunk', 413, chunks('fffffffffffffff\r\n')],
  ['a chunk beyond 2 to the 64', 400, chunks('10000000000000003\r\nabc\r\n0\r\n\r\n')],
  ['a size with zeros without end', 400, chunks(`${'0'.repeat(5000)}3\r\nabc\r\n0\r\n\r\n`)],
  ['extensions without end', 400, chunks(`3;${'a'.repeat(5000)}\r\nabc\r\n0\r\n\r\n`)],
  ['a trailer without a name', 400, chunks('0\r\n: a\r\n\r\n')],
  ['a trailer that is folded', 400, chunks('0\r\nA: b\r\n c\r\n\r\n')],
  ['a trailer with NUL', 400, chunks('0\r\nA: \0\r\n\r\n')],
  ['trailers without end', 431, chunks(`0\r\n${'A: b\r\n'.repeat(101)}\r\n`)],
  ['a long trailer', 431, chunks(`0\r\nA: ${'b'.repeat(20_000)}\r\n\r\n`)],
  ['a long target', 414, line(`GET /${'a'.repeat(9000)} HTTP/1.1`)],
  ['a target without end', 414, `GET /${'a'.repeat(100_000)}`],
  ['a method without end', 414, 'A'.repeat(100_000)],
  ['a long header', 431, headers(`A: ${'b'.repeat(20_000)}`)],
  ['a header without end', 431, `GET / HTTP/1.1\r\nA: ${'b'.repeat(100_000)}`],
  ['many headers', 431, headers(...Array.from({ length: 100 }, (_, n) => `A${n}: b`))],
  ['many long headers', 431, headers(...Array.from({ length: 60 }, (_, n) => `A${n}: ${'b'.repeat(500)}`))],
]

const statusOf = (heard: string[]): string[] => heard.map(response => response.replace(/:.*$/s, ''))

describe.each(HOSTILE)('%s', (_, status, request) => {
  it(`is answered with ${status}, however it is cut, and what follows is not understood`, () => {
    const all = bytes(request + SMUGGLED)
    const whole = converse([all])
    expect(statusOf(responsesIn(whole))).toEqual([expect.stringMatching(new RegExp(`^${status} .*, close$`))])
    const step = Math.max(1, Math.floor(all.length / 300))
    for (let at = 1; at < all.length; at += step) expect(converse([all.subarray(0, at), all.subarray(at)])).toBe(whole)
  })
})

describe('a request without an end', () => {
  it.each(['GET / HTTP/1.1\r\nHo', 'GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nfour', chunks('5\r\nfour')])('%j', request => {
    expect(statusOf(responsesIn(converse([request])))).toEqual(['400 Bad Request, close'])
  })

  it('is a 408 if the client waits, of the head or of the body; before its first byte it is nothing', () => {
    const slow = (request: string): string[] => statusOf(responsesIn(converse([request], { afterwards: 'waits' })))
    expect(slow('GET / HTTP/1.1\r\nHo')).toEqual(['408 Request Timeout, close'])
    expect(slow(headers('Content-Length: 5'))).toEqual(['408 Request Timeout, close'])
    expect(slow(SMUGGLED)).toEqual(['200 OK'])
    expect(converse([], { afterwards: 'waits' })).toBe('')
  })
})

/** Requests that are right, and what each is to be answered. */
const request = fc.record({
  method: fc.constantFrom('GET', 'POST', 'PUT', 'DELETE', 'PATCH'),
  path: fc.stringMatching(/^[a-z0-9/?&=%._~-]{0,20}$/),
  body: fc.oneof(fc.constant(null), fc.stringMatching(/^[ -~]{0,40}$/)),
  chunks: fc.array(fc.integer({ min: 1, max: 9 }), { maxLength: 5 }),
  fields: fc.array(fc.tuple(fc.stringMatching(/^X-[A-Za-z0-9!#$%&'*+.^_`|~-]{1,10}$/), fc.stringMatching(/^[ -~\t]{0,20}$/)), { maxLength: 4 }),
})

interface Made {
  readonly text: string
  readonly answer: string
}

function written({ method, path, body, chunks, fields }: typeof request extends fc.Arbitrary<infer T> ? T : never): Made {
  const lines = [`${method} /${path} HTTP/1.1`, 'Host: a', ...fields.map(([name, value]) => `${name}:${value}`)]
  const answer = `200 OK: ${`${method} /${path} 1.1 ${body ?? ''}`.trimEnd()}`
  if (body === null) return { text: `${lines.join('\r\n')}\r\n\r\n`, answer }
  if (chunks.length === 0) return { text: `${[...lines, `Content-Length: ${body.length}`].join('\r\n')}\r\n\r\n${body}`, answer }
  let framed = ''
  let at = 0
  for (const size of chunks.filter(() => at < body.length)) framed += chunkOf(body.slice(at, (at += size)))
  return { text: `${[...lines, 'Transfer-Encoding: chunked'].join('\r\n')}\r\n\r\n${framed}${chunkOf(body.slice(at))}0\r\n\r\n`, answer }
}

function chunkOf(data: string): string {
  return data === '' ? '' : `${data.length.toString(16)}\r\n${data}\r\n`
}

/** `text`, cut at `places` of it. */
function cut(text: Uint8Array, places: readonly number[]): Uint8Array[] {
  const at = [...new Set([0, ...places.map(place => place % (text.length + 1)), text.length])].sort((a, b) => a - b)
  return at.slice(1).map((end, i) => text.subarray(at[i], end))
}

const places = fc.array(fc.nat(2000), { maxLength: 20 })

describe('laws', () => {
  it('requests that are right are understood, however they are cut', () => {
    fc.assert(fc.property(fc.array(request, { minLength: 1, maxLength: 4 }), places, (requests, at) => {
      const made = requests.map(written)
      const heard = converse(cut(bytes(made.map(({ text }) => text).join('')), at))
      expect(responsesIn(heard)).toEqual(made.map(({ answer }) => answer))
    }), { numRuns: 300 })
  })

  it('cut at every place, a conversation is the same', () => {
    const all = bytes(`${SMUGGLED}POST /b HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3;x=y\r\nabc\r\n0\r\nT: u\r\n\r\nPOST /c HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\n\r\nfour${SMUGGLED}`)
    const whole = converse([all])
    expect(responsesIn(whole)).toHaveLength(4)
    for (let at = 1; at < all.length; at++) expect(converse([all.subarray(0, at), all.subarray(at)])).toBe(whole)
    expect(converse(cut(all, all.map((_, i) => i) as unknown as number[]))).toBe(whole)
  })

  it('one that is damaged is answered the same however it is cut, and only in ways that are right; after a refusal there is nothing', () => {
    const damage = fc.record({ at: fc.nat(500), gone: fc.nat(3), put: fc.uint8Array({ maxLength: 3 }) })
    fc.assert(fc.property(fc.array(request, { minLength: 1, maxLength: 3 }), fc.array(damage, { minLength: 1, maxLength: 3 }), places, (requests, damages, at) => {
      let all = [...bytes(requests.map(one => written(one).text).join(''))]
      for (const { at, gone, put } of damages) all = all.toSpliced(at % all.length, gone, ...put)
      const whole = converse([Uint8Array.from(all)])
      const statuses = statusOf(responsesIn(whole))
      expect(statuses.filter(status => !/^(200 OK|400 Bad Request, close|4(?:13|14|17|31) .*, close|50[15] .*, close)$/.test(status))).toEqual([])
      expect(statuses.findIndex(status => status.endsWith('close'))).toBeOneOf([-1, statuses.length - 1])
      expect(converse(cut(Uint8Array.from(all), at))).toBe(whole)
    }), { numRuns: 500 })
  })

  it('noise is answered with a refusal, or not at all', () => {
    const noise = fc.array(fc.oneof(fc.uint8Array({ maxLength: 20 }), fc.constantFrom('\r\n', 'GET ', '/', ' HTTP/1.1', 'Host: a', ': ', '0\r\n', 'Content-Length: ').map(bytes)), { maxLength: 12 })
    fc.assert(fc.property(noise, pieces => {
      const heard = responsesIn(converse(pieces.filter(piece => piece.length > 0)))
      expect(heard.length).toBeLessThan(4)
      for (const response of heard) expect(response).toMatch(/^(?:200 OK|[45]\d\d .*, close):/)
    }), { numRuns: 500 })
  })
})
