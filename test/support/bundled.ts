/** What a bundler makes of a program that imports the packed package: minified for a browser, and compressed as servers do. */
import { gzipSync } from 'node:zlib'
import { buildSync } from 'esbuild'
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
  const { outputFiles, metafile } = buildSync({
    stdin: { contents: program, resolveDir: pollux.consumer },
    bundle: true,
    minify: true,
    format: 'esm',
    platform: 'browser',
    target: 'es2022',
    external: ['node:*'],
    write: false,
    metafile: true,
    logLevel: 'silent',
    absWorkingDir: pollux.consumer,
  })
  const [output] = Object.values(metafile.outputs)
  const left = Object.entries(output!.inputs).filter(([path, { bytesInOutput }]) => bytesInOutput > 0 && path.includes('/dist/'))
  return {
    size: gzipSync(outputFiles[0]!.contents, { level: 9 }).length,
    modules: left.map(([path]) => path.replace(/^.*\/dist\//, '')).sort(),
    host: output!.imports.filter(({ external }) => external === true).map(({ path }) => path),
  }
}
