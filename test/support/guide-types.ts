import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { guideBlocks } from './guide-blocks.ts'

const root = fileURLToPath(new URL('../../', import.meta.url))
const TSC = join(dirname(createRequire(import.meta.url).resolve('typescript/package.json')), 'bin', 'tsc')

/** The project's own strictness; `pollux` is what is in `src`. */
const CONFIG = {
  extends: `${root}tsconfig.json`,
  compilerOptions: {
    isolatedModules: false,
    moduleDetection: 'force',
    typeRoots: [`${root}node_modules/@types`],
    paths: { pollux: [`${root}src/index.ts`], 'pollux/*': [`${root}src/*/index.ts`] },
  },
  include: ['*.ts'],
}

/** What the compiler says of the TypeScript in these guides: `streams-3.ts(1,2): …` for the third block of `streams.md`. */
export function guideTypeErrors(names: readonly string[]): string[] {
  const folder = mkdtempSync(join(tmpdir(), 'pollux-guides-'))
  try {
    writeFileSync(join(folder, 'package.json'), '{ "type": "module" }')
    writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(CONFIG))
    for (const name of names) {
      for (const [at, { language, text }] of guideBlocks(name).entries()) {
        if (language === 'ts') writeFileSync(join(folder, `${name}-${at + 1}.ts`), text)
      }
    }
    const { stdout, stderr, status } = spawnSync(process.execPath, [TSC, '-p', folder, '--pretty', 'false'], { cwd: folder, encoding: 'utf8' })
    return status === 0 ? [] : `${stdout}${stderr}`.trimEnd().split('\n')
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
