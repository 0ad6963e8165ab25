/**
 * Where the reactor begins. In plain JavaScript, because a worker cannot load TypeScript by itself: in the sources of the project, on an
 * engine that does not strip types, the loader is registered first. A package has JavaScript here.
 */
const { process } = globalThis
const { workerData } = process.getBuiltinModule('node:worker_threads')
const { existsSync } = process.getBuiltinModule('node:fs')

const isSource = existsSync(new URL('./serve.ts', import.meta.url))
if (isSource && !process.features.typescript && process.versions.bun === undefined && process.versions.deno === undefined) {
  const api = await import(apiOfTsx())
  api.register()
}
const { serve } = await import(/* @vite-ignore */ /* webpackIgnore: true */ isSource ? './serve.ts' : './serve.js')
serve(workerData)

/** The URL of the project's `tsx/esm/api`. */
function apiOfTsx() {
  const require = process.getBuiltinModule('node:module').createRequire(import.meta.url)
  const manifest = require.resolve('tsx/package.json')
  return new URL(require(manifest).exports['./esm/api'].import.default, process.getBuiltinModule('node:url').pathToFileURL(manifest)).href
}
