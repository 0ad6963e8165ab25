/**
 * Compiles what is measured to plain JavaScript.
 *
 * `tsx` would distort: it wraps every class and every closure in a helper that sets its name (`keepNames`), each time
 * one is made, which slows code that makes closures down several times over. So the package's own compiler
 * writes what users will get, module by module, and the measured processes run that, without any loader.
 */
import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, extname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The package's folder. */
export const ROOT = fileURLToPath(new URL('../..', import.meta.url))

/** Folders of examples that workloads run: what these import is compiled, and the scripts in them are copied. */
const SCRIPTS = ['examples/leveldb-scan/source']

export interface Build extends Disposable {
  /** Where a source file of the package ended up. */
  find(source: string): string
}

/**
 * Compiles `src`, `bench` and `folders`, without type checks. Disposing removes the files.
 *
 * They are written below `node_modules`, the one place inside the package that is never versioned, and inside the
 * package so that imports of dependencies resolve.
 *
 * @throws Error with the compiler's output if nothing could be written.
 */
export function build(folders: readonly string[]): Build {
  const cache = join(ROOT, 'node_modules', '.cache')
  mkdirSync(cache, { recursive: true })
  const out = mkdtempSync(join(cache, 'pollux-bench-'))
  const remove = () => rmSync(out, { recursive: true, force: true })
  process.once('exit', remove)
  const dispose = () => {
    remove()
    process.off('exit', remove)
  }
  try {
    const roots = [...new Set(['src', 'bench', ...SCRIPTS, ...folders])]
    compile(roots, out)
    for (const root of roots) copyScripts(join(ROOT, root), join(out, root))
  } catch (error) {
    dispose()
    throw error
  }
  return { find: source => join(out, source.replace(/\.ts$/, '.js')), [Symbol.dispose]: dispose }
}

function compile(roots: readonly string[], out: string): void {
  // `type` is asked of the nearest package.json, and the search stops at `node_modules`.
  writeFileSync(join(out, 'package.json'), '{ "type": "module" }\n')
  const config = join(out, 'tsconfig.json')
  const compilerOptions = { noEmit: false, noCheck: true, rootDir: ROOT, outDir: out, sourceMap: false, declaration: false }
  const include = roots.map(root => join(ROOT, root))
  writeFileSync(config, JSON.stringify({ extends: join(ROOT, 'tsconfig.json'), compilerOptions, include, exclude: [out] }))
  const { status, stdout, stderr } = spawnSync(process.execPath, [compiler(), '-p', config], { encoding: 'utf8' })
  if (status !== 0) throw new Error(`the build failed:\n${stdout}${stderr}`)
}

function compiler(): string {
  const manifest = createRequire(import.meta.url).resolve('typescript/package.json')
  const { bin } = JSON.parse(readFileSync(manifest, 'utf8')) as { bin: { tsc: string } }
  return join(dirname(manifest), bin.tsc)
}

/** What the compiler passes over: scripts that are JavaScript already, such as a worker's bootstrap. */
function copyScripts(from: string, to: string): void {
  cpSync(from, to, { recursive: true, filter: file => ['', '.mjs', '.js'].includes(extname(file)) })
}
