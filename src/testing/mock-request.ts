/** What a `mockService` was asked, and what comes of it: the request, its answer, the response. */
import type { Context } from '../future/context.ts'
import { drop } from '../future/dispose.ts'
import { Polling, refusePoll, Waiting } from '../future/phase.ts'
import { Pending, type Poll } from '../future/poll.ts'
import { Err, Ok, type Result } from '../future/result.ts'
import { sendable } from '../future/symbols.ts'
import { Wrapper } from '../future/wrapper.ts'
import { ClosedError } from '../sync/errors.ts'
import type { OneshotSender } from '../sync/oneshot-sender.ts'

/** What a request is answered with: an output, which is dropped if nobody takes it, or an error. */
export class Answer<Res> implements Disposable {
  readonly result: Result<Res>

  constructor(result: Result<Res>) {
    this.result = result
  }

  [Symbol.dispose](): void {
    if (this.result.ok) drop(this.result.value)
  }
}

/** The response of a `MockService`: what the test sends for the request. */
export class MockResponse<Res> extends Wrapper<Answer<Res>, Res> {
  protected get type(): string {
    return 'MockResponse'
  }

  /** @throws what the test sent as an error; ClosedError if the request was dropped unanswered. */
  poll(cx: Context): Poll<Res> {
    if (this.phase !== Waiting) refusePoll(this, this.phase)
    this.phase = Polling
    let answer: Poll<Answer<Res>>
    try {
      answer = this.inner!.poll(cx)
    } catch (error) {
      this.finish()
      throw error instanceof ClosedError ? unanswered() : error
    }
    if (answer === Pending) {
      this.phase = Waiting
      return Pending
    }
    this.finish()
    const { result } = answer
    if (!result.ok) throw result.error
    return result.value
  }
}

function unanswered(): ClosedError {
  return new ClosedError('MockService: the request was dropped without an answer; give it sendResponse(…) or sendError(…)')
}

/** A request that has arrived. Disposed unanswered, it fails its response with a `ClosedError`. */
export class MockRequest<Req, Res> implements Disposable {
  readonly request: Req
  private readonly reply: OneshotSender<Answer<Res>>

  constructor(request: Req, reply: OneshotSender<Answer<Res>>) {
    this.request = request
    this.reply = reply
  }

  /** Answers. If nobody waits for it (any more, or it is the second answer), it sends nothing, and `response` goes to `drop`. */
  sendResponse(response: Res): void {
    if (this.isDropped()) drop(response)
    else this.reply.send(new Answer(Ok(response)))
  }

  /** Fails the response with `error`; does nothing if nobody waits for it. */
  sendError(error: unknown): void {
    if (!this.isDropped()) this.reply.send(new Answer<Res>(Err(error)))
  }

  /** Whether nobody waits for the response any more: it was disposed, or is answered. */
  isDropped(): boolean {
    return this.reply.isClosed()
  }

  [Symbol.dispose](): void {
    drop(this.reply)
  }

  get [sendable](): true {
    return true
  }
}
