/**
 * The service workload in promises, in the best form: functions around functions. Where a layer has nothing to do after the
 * answer it is no async function, and hands the inner promise on; a limit that has room waits for nothing.
 */
type Handler = (request: number) => Promise<number>

const increment: Handler = async request => request + 1

export const logged = { sum: 0 }

function log(next: Handler): Handler {
  return request => {
    logged.sum += request
    return next(request)
  }
}

interface Limited {
  readonly handler: Handler
  isFull(): boolean
}

function limit(next: Handler, most: number): Limited {
  let inside = 0
  const waiting: (() => void)[] = []
  return {
    isFull: () => inside === most,
    async handler(request) {
      if (inside === most) await new Promise<void>(resolve => waiting.push(resolve))
      else inside++
      try {
        return await next(request)
      } finally {
        const first = waiting.shift()
        if (first === undefined) inside--
        else first()
      }
    },
  }
}

function shed(next: Limited): Handler {
  return request => (next.isFull() ? Promise.reject(new Error('overloaded')) : next.handler(request))
}

function retry(next: Handler, again: (request: number, error: unknown) => boolean): Handler {
  return async request => {
    for (;;) {
      try {
        return await next(request)
      } catch (error) {
        if (!again(request, error)) throw error
      }
    }
  }
}

function either(isLeft: boolean, left: Handler, right: Handler): Handler {
  return request => (isLeft ? left(request) : right(request))
}

/** The same stacks as in `service-calls.ts`. */
export const stacks: Readonly<Record<0 | 1 | 3 | 5, () => Handler>> = {
  0: () => increment,
  1: () => limit(increment, 8).handler,
  3: () => log(shed(limit(increment, 8))),
  5: () => {
    const limited = limit(increment, 8)
    return retry(log(shed({ handler: either(true, limited.handler, limited.handler), isFull: limited.isFull })), () => false)
  },
}
