/** What is answered instead: a request that is refused, or one that a handler refuses by throwing this. */

export const REASONS: Readonly<Record<number, string>> = {
  100: 'Continue', 200: 'OK', 201: 'Created', 202: 'Accepted', 204: 'No Content', 206: 'Partial Content',
  301: 'Moved Permanently', 302: 'Found', 303: 'See Other', 304: 'Not Modified', 307: 'Temporary Redirect', 308: 'Permanent Redirect',
  400: 'Bad Request', 401: 'Unauthorized', 403: 'Forbidden', 404: 'Not Found', 405: 'Method Not Allowed', 408: 'Request Timeout',
  409: 'Conflict', 410: 'Gone', 412: 'Precondition Failed', 413: 'Content Too Large', 414: 'URI Too Long', 415: 'Unsupported Media Type',
  417: 'Expectation Failed', 422: 'Unprocessable Content', 429: 'Too Many Requests', 431: 'Request Header Fields Too Large',
  500: 'Internal Server Error', 501: 'Not Implemented', 502: 'Bad Gateway', 503: 'Service Unavailable', 504: 'Gateway Timeout',
  505: 'HTTP Version Not Supported',
}

/** `message` is sent to the client, so it says nothing that he does not know. */
export class HttpError extends Error {
  override readonly name = 'HttpError'
  readonly status: number
  /** Sent with the answer: `Allow` of a 405. */
  readonly headers: readonly (readonly [name: string, value: string])[]

  constructor(status: number, message: string, headers: readonly (readonly [string, string])[] = []) {
    super(message)
    this.status = status
    this.headers = headers
  }
}

/** A request that breaks the rules. Where its end is cannot be trusted, so nothing after it is read. */
export function bad(message: string): never {
  throw new HttpError(400, message)
}
