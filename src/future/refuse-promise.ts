/**
 * Functions whose answer is looked at, or that are called for what they do. An `async` one seems to work there: its promise
 * is true, or is dropped on the floor, and nobody waits for what it does. So it is refused.
 */

/** Called with what is no boolean and not `undefined`: the rare case. @throws TypeError for a promise, with the `remedy`. */
export function refusePromise(answer: unknown, where: string, remedy: string): void {
  if (typeof answer !== 'object' || answer === null || typeof (answer as { then?: unknown }).then !== 'function') return
  throw new TypeError(`${where}: its function returned a promise, and nobody waits for that here; ${remedy}`)
}

/** Whether a predicate's `answer` is true. @throws TypeError for a promise, which always would be. */
export function isTrue(answer: unknown, where: string): boolean {
  if (typeof answer === 'boolean') return answer
  refusePromise(answer, where, 'a predicate answers at once: map the items to futures of their verdicts first, with buffered(n)')
  return Boolean(answer)
}

/** Whether `fn` is written as an `async` function: each of its calls gives a promise. */
export function isAsync(fn: object): boolean {
  const tag = (fn as { [Symbol.toStringTag]?: unknown })[Symbol.toStringTag]
  return tag === 'AsyncFunction' || tag === 'AsyncGeneratorFunction'
}
