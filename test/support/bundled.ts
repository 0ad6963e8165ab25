/** What a bundler makes of a program that imports the packed package: minified for a browser, and compressed as servers do. */
import { readFileSync } from 'node:fs'
import { gzipSync } from 'node:zlib'
import { build, buildSync, type BuildOptions, type Plugin } from 'esbuild'
import type { PackedPackage } from './packed-package.ts'

export interface Bundled {
  /** Bytes after gzip. */
  readonly size: number
  /** Modules of the package of which anything is left, as paths below its `dist`, sorted. */
  readonly modules: string[]
  /** Modules of the host that the bundle would import when it loads. */
  readonly host: string[]
}

/** Bundles `program`, the text of a module of the consumer's. */
export function bundled(pollux: PackedPackage, program: string): Bundled {
  const { outputFiles, metafile } = buildSync({ ...options(pollux, program), write: false, metafile: true })
  const [output] = Object.values(metafile.outputs)
  const left = Object.entries(output!.inputs).filter(([path, { bytesInOutput }]) => bytesInOutput > 0 && path.includes('/dist/'))
  return {
    size: compressed(outputFiles[0]!.contents),
    modules: left.map(([path]) => path.replace(/^.*\/dist\//, '')).sort(),
    host: output!.imports.filter(({ external }) => external === true).map(({ path }) => path),
  }
}

/** Bytes after gzip of what `bundled` makes, had each module of the package whose path below `dist` fits `left` nothing in it. */
export async function sizeWithout(pollux: PackedPackage, program: string, left: RegExp): Promise<number> {
  const emptied: Plugin = {
    name: 'emptied',
    setup({ onLoad }) {
      onLoad({ filter: /\/dist\/.*\.m?js$/ }, ({ path }) =>
        left.test(path.replace(/^.*\/dist\//, '')) ? { contents: namesOf(readFileSync(path, 'utf8')), loader: 'js' } : undefined,
      )
    },
  }
  const { outputFiles } = await build({ ...options(pollux, program), write: false, plugins: [emptied] })
  return compressed(outputFiles[0]!.contents)
}

/** The names that a compiled module exports, with nothing behind them. */
function namesOf(module: string): string {
  const declared = [...module.matchAll(/^export (?:async )?(?:class|function\*?|const|let) (\w+)/gm)].map(([, name]) => name!)
  const listed = [...module.matchAll(/^export \{([^}]*)\}/gm)].flatMap(([, names]) => names!.split(',').map(name => name.trim().split(' as ').pop()!))
  return [...declared, ...listed.filter(Boolean)].map(name => `export const ${name} = null\n`).join('')
}

function options(pollux: PackedPackage, program: string) {
  return {
    stdin: { contents: program, resolveDir: pollux.consumer },
    bundle: true,
    minify: true,
    format: 'esm',
    platform: 'browser',
    target: 'es2022',
    external: ['node:*' as string],
    logLevel: 'silent',
    absWorkingDir: pollux.consumer,
  } as const satisfies BuildOptions
}

function compressed(code: Uint8Array): number {
  return gzipSync(code, { level: 9 }).length
}
