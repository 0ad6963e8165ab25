/**
 * `npm ci` refuses a lockfile that does not name every package of every platform. One is written silently where a
 * registry has a tool but not yet its binaries for other platforms, and is noticed only on the next clean install.
 */
import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'

interface LockedPackage {
  dependencies?: Record<string, string>
  devDependencies?: Record<string, string>
  optionalDependencies?: Record<string, string>
}
type Packages = Record<string, LockedPackage>

const lock = JSON.parse(readFileSync(new URL('../../package-lock.json', import.meta.url), 'utf8')) as { packages: Packages }
const manifest = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as LockedPackage

/** Whether `name`, asked for by the package at `from`, is in the lock: beside it or in a folder further up. */
function isLocked(packages: Packages, from: string, name: string): boolean {
  for (let folder = from; ; folder = folder.slice(0, Math.max(0, folder.lastIndexOf('node_modules/') - 1))) {
    if (`${folder === '' ? '' : `${folder}/`}node_modules/${name}` in packages) return true
    if (folder === '') return false
  }
}

function missing(packages: Packages): string[] {
  return Object.entries(packages).flatMap(([path, { dependencies, devDependencies, optionalDependencies }]) =>
    Object.keys({ ...dependencies, ...devDependencies, ...optionalDependencies })
      .filter(name => !isLocked(packages, path, name))
      .map(name => `${path || 'package.json'} needs ${name}`),
  )
}

it('locks every package of every platform', () => expect(missing(lock.packages)).toEqual([]))

it('locks what package.json asks for', () => expect(lock.packages['']?.devDependencies).toEqual(manifest.devDependencies))

it('finds what a lock lacks', () => {
  const packages = {
    '': { devDependencies: { tool: '1' } },
    'node_modules/tool': { dependencies: { inner: '1', outer: '1' }, optionalDependencies: { 'tool-linux': '1', 'tool-darwin': '1' } },
    'node_modules/tool/node_modules/inner': { dependencies: { outer: '1', lost: '1' } },
    'node_modules/outer': {},
    'node_modules/tool-linux': {},
  }
  expect(missing(packages)).toEqual(['node_modules/tool needs tool-darwin', 'node_modules/tool/node_modules/inner needs lost'])
})
