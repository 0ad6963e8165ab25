/**
 * Builds `dist` out of `src`: JavaScript, declarations and source maps. What is already JavaScript in `src` (a worker
 * loads it by itself, before any TypeScript could run) is copied as it is.
 *
 *     npm run build
 */
import { spawnSync } from 'node:child_process'
import { copyFileSync, mkdirSync, readdirSync, rmSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const src = join(root, 'src')
const dist = join(root, 'dist')

// A module that was renamed or removed must not live on in the package.
rmSync(dist, { recursive: true, force: true })

const tsc = fileURLToPath(new URL('bin/tsc', import.meta.resolve('typescript/package.json')))
const { status } = spawnSync(process.execPath, [tsc, '-p', join(root, 'tsconfig.build.json')], { stdio: 'inherit' })
if (status !== 0) process.exit(status ?? 1)

for (const entry of readdirSync(src, { recursive: true, withFileTypes: true })) {
  if (!entry.isFile() || !entry.name.endsWith('.mjs')) continue
  const from = join(entry.parentPath, entry.name)
  const to = join(dist, relative(src, from))
  mkdirSync(dirname(to), { recursive: true })
  copyFileSync(from, to)
}
