/**
 * The package as a stranger gets it: the tarball of this run, unpacked into the `node_modules` of a folder that knows nothing of this
 * repository. Each test file has a folder of its own.
 */
import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { must, packedOnce } from './pack-once.ts'

const TSC = join(dirname(createRequire(import.meta.url).resolve('typescript/package.json')), 'bin', 'tsc')

export interface Run {
  status: number | null
  output: string
}

export class PackedPackage implements Disposable {
  private readonly home: string
  /** Where a consumer's files go. */
  readonly consumer: string
  /** The unpacked package. */
  readonly folder: string
  /** As it would be published. */
  readonly tarball: string

  /** @throws Error with the output of the step that failed: the build, the packing, the unpacking. */
  constructor() {
    this.tarball = packedOnce()
    this.home = realpathSync(mkdtempSync(join(tmpdir(), 'pollux-package-')))
    this.consumer = join(this.home, 'consumer')
    this.folder = join(this.consumer, 'node_modules', 'pollux')
    mkdirSync(this.folder, { recursive: true })
    try {
      must('tar', ['-xzf', this.tarball, '-C', join('consumer', 'node_modules', 'pollux'), '--strip-components=1'], this.home)
    } catch (error) {
      this[Symbol.dispose]()
      throw error
    }
  }

  /** Writes files of the consumer: `{ 'main.ts': text }`. */
  write(files: Record<string, string>): void {
    for (const [name, text] of Object.entries(files)) {
      mkdirSync(dirname(join(this.consumer, name)), { recursive: true })
      writeFileSync(join(this.consumer, name), text)
    }
  }

  /** Runs the compiler in the consumer's folder. */
  tsc(...args: string[]): Run {
    return this.run(TSC, ...args)
  }

  /** Runs plain Node in the consumer's folder: no loader, none of the flags that the tests themselves run with. */
  run(...args: string[]): Run {
    const { NODE_OPTIONS: _, ...env } = process.env
    const { status, stdout, stderr, error } = spawnSync(process.execPath, args, { cwd: this.consumer, env, encoding: 'utf8' })
    return { status, output: error === undefined ? stdout + stderr : String(error) }
  }

  /** Paths of the package's files from its folder, with forward slashes. */
  files(): string[] {
    return readdirSync(this.folder, { recursive: true, withFileTypes: true })
      .filter(entry => entry.isFile())
      .map(entry => join(entry.parentPath, entry.name).slice(this.folder.length + 1).replaceAll('\\', '/'))
  }

  [Symbol.dispose](): void {
    rmSync(this.home, { recursive: true, force: true })
  }
}
