/**
 * # 4.2 ResponseFuture and RequestHandler
 *
 *     impl Future for ResponseFuture {
 *         type Output = Result<HttpResponse, Error>;
 *         fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
 *             println!("process url:{}", self.request.url);
 *             Poll::Ready(Ok(HttpResponse { code: 200 }))
 *         }
 *     }
 *
 *     impl Service<HttpRequest> for RequestHandler {
 *         type Future = ResponseFuture;
 *         fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), Error>> { Poll::Ready(Ok(())) }
 *         fn call(&mut self, req: HttpRequest) -> Self::Future { ResponseFuture { request: req } }
 *     }
 *
 * A service whose future has a name, because somebody wrote it. `call` processes nothing: the future does, when it is polled.
 */
import { blockOn, drop, Ok, pollFn, PolledAfterCompletionError } from '../src/index.ts'
import type { Context, Future, Poll, Result } from '../src/index.ts'
import type { Service } from '../src/service/index.ts'
import { explain } from './support/explain.ts'

interface HttpRequest {
  readonly url: string
}

interface HttpResponse {
  readonly code: number
}

class ResponseFuture implements Future<Result<HttpResponse>> {
  private request: HttpRequest | null

  constructor(request: HttpRequest) {
    this.request = request
  }

  poll(_cx: Context): Poll<Result<HttpResponse>> {
    if (this.request === null) throw new PolledAfterCompletionError('ResponseFuture')
    console.log(`process url:${this.request.url}`)
    this.request = null
    return Ok({ code: 200 })
  }

  [Symbol.dispose](): void {
    this.request = null
  }
}

class RequestHandler implements Service<HttpRequest, Result<HttpResponse>, ResponseFuture> {
  pollReady(_cx: Context): Poll<void> {}

  call(request: HttpRequest): ResponseFuture {
    return new ResponseFuture(request)
  }
}

const service = new RequestHandler()
blockOn(pollFn(cx => service.pollReady(cx)))
const response: ResponseFuture = service.call({ url: '/user/mazhen' })
console.log('called, and nothing is processed yet')
const result = blockOn(response)
if (result.ok) console.log('Response code:', result.value.code)

console.log('-- dropped instead of polled, it processes nothing')
drop(service.call({ url: '/nobody' }))

console.log('-- a call is one request')
explain('the same future again:', () => blockOn(response))
