// Programs that are given as text, in a worker of their own.
import { dom } from './dom.ts'

type Said = { readonly printed: unknown[] } | 'ended'

const host = globalThis as unknown as {
  readonly Blob: new (parts: string[], options: { type: string }) => object
  readonly URL: { createObjectURL(blob: object): URL }
}

/** What `console.log` was given is sent; of what cannot be, its text. */
const SENDING = `
console.log = (...args) => {
  const sendable = args.map(arg => { try { return structuredClone(arg) } catch { return String(arg) } })
  postMessage({ printed: sendable })
}
`

/** Runs a module until it has ended and printed `lines` times, should that be later; gives what was printed. */
export function printed(module: string, lines: number): Promise<unknown[][]> {
  const blob = new host.Blob([SENDING, module, '\npostMessage("ended")'], { type: 'text/javascript' })
  const worker = new dom.Worker(host.URL.createObjectURL(blob), { type: 'module' })
  const out: unknown[][] = []
  let hasEnded = false
  return new Promise<unknown[][]>((resolve, reject) => {
    worker.addEventListener('message', ({ data }) => {
      const said = data as Said
      if (said === 'ended') hasEnded = true
      else out.push(said.printed)
      if (hasEnded && out.length >= lines) resolve(out)
    })
    worker.addEventListener('error', event => reject(new Error(event.message)))
  }).finally(() => worker.terminate())
}
