/** Lets the host's event loop turn `n` times: microtasks and immediates run, and nothing is waited for. */
export async function hostTurns(n = 1): Promise<void> {
  for (let turn = 0; turn < n; turn++) await new Promise<void>(resolve => setImmediate(resolve))
}

/** How each of `promises` stands once every microtask has run: a line each. */
export async function standing(...promises: Promise<unknown>[]): Promise<string[]> {
  const lines = promises.map(() => 'open')
  const show = (value: unknown): string => (value instanceof Error ? `${value.name}: ${value.message}` : typeof value === 'object' ? JSON.stringify(value) : String(value))
  for (const [at, promise] of promises.entries()) {
    promise.then(value => { lines[at] = show(value) }, (error: unknown) => { lines[at] = `rejected: ${show(error)}` })
  }
  await hostTurns()
  return lines
}
