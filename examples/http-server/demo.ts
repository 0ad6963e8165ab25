/** What the server of `main.ts` answers: a greeting, an echo, a page that takes its time, and one that has no length. */
import { map, type Future } from '../../src/future/index.ts'
import { Stream } from '../../src/iterators/index.ts'
import { sleep } from '../../src/time/index.ts'
import { HttpError } from './http-error.ts'
import type { Handler, Request, Response } from './message.ts'

const encoder = new TextEncoder()
const PLAIN = [['Content-Type', 'text/plain']] as const
/** A response that is always the same is made once. */
const HELLO: Response = { status: 200, headers: PLAIN, body: encoder.encode('Hello, World!') }

type Page = (request: Request) => Response | Future<Response>

const pages: Readonly<Record<string, Readonly<Record<string, Page>>>> = {
  '/': { GET: () => HELLO },
  '/echo': { POST: ({ body }) => ({ status: 200, body }) },
  '/slow': { GET: () => map(sleep(100), () => HELLO) },
  '/count': { GET: () => ({ status: 200, headers: PLAIN, body: Stream.from([1, 2, 3]).map(n => encoder.encode(`${n}\n`)) }) },
}

export const demo: Handler = request => {
  const page = pages[request.path]
  if (page === undefined) throw new HttpError(404, 'there is no such page')
  const answer = page[request.method === 'HEAD' ? 'GET' : request.method]
  if (answer === undefined) throw new HttpError(405, 'the page has no such method', [['Allow', Object.keys(page).join(', ').replace('GET', 'GET, HEAD')]])
  return answer(request)
}
