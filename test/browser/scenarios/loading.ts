// Loading: what the page is, what the entry points bring along, and an engine without `Symbol.dispose`.
import { dom } from './dom.ts'

/** What there is in this page that decides how a runtime may wait. */
export function surroundings(): Record<string, unknown> {
  return {
    crossOriginIsolated: dom.crossOriginIsolated,
    SharedArrayBuffer: typeof SharedArrayBuffer,
    setImmediate: typeof globalThis.setImmediate,
    process: typeof globalThis.process,
  }
}

/** Loads entry points by address: how many of them have names, and how many of those are not the root's. */
export async function entries(root: string, rooms: string[]): Promise<{ loaded: string[]; twice: string[] }> {
  const all = (await import(root)) as Record<string, unknown>
  const loaded = [root]
  const twice: string[] = []
  for (const room of rooms) {
    const names = (await import(room)) as Record<string, unknown>
    if (Object.keys(names).length > 0) loaded.push(room)
    for (const [name, value] of Object.entries(names)) if (name in all && all[name] !== value) twice.push(name)
  }
  return { loaded, twice }
}

/** A program that disposes in every way, where `Symbol.dispose` was missing until the library came. */
export async function disposing(): Promise<string[]> {
  const trace = [`before: ${typeof Symbol.dispose}`]
  const { hostLoop, map, pending, race, Runtime, sleep, toPromise } = await import('../../../src/index.ts')
  trace.push(`after: ${typeof Symbol.dispose}`)
  const noisy = (name: string) => Object.assign(pending<string>(), { [Symbol.dispose]: () => { trace.push(`${name} dropped`) } })
  {
    using runtime = new Runtime({ driver: hostLoop() })
    const first = race(map(sleep(1), () => 'slept'), noisy('the loser'))
    trace.push(await toPromise(first, { runtime }))
    runtime.spawnLocal(noisy('the task'))
  }
  return trace
}
