// Blocking jobs of a page, on workers of its own.
import { hostLoop, Runtime, toPromise } from '../../../src/index.ts'

/** A module's export, then a function as text. */
export async function jobs(): Promise<number[]> {
  using runtime = new Runtime({ driver: hostLoop() })
  // By the name that it has in the page.
  const module = new URL('./page-jobs.js', import.meta.url)
  const squared = await toPromise(runtime.spawnBlocking<number>({ module, export: 'square' }, 6), { runtime })
  return [squared, await toPromise(runtime.spawnBlocking((a: number, b: number) => a * b, 6, 7), { runtime })]
}
