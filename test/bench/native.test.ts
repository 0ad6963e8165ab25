import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { ROOT } from '../../bench/harness/build.ts'
import { discover } from '../../bench/harness/discover.ts'
import { buildNative } from '../../bench/harness/native.ts'

/** A folder with nothing in it: no program, and no crates. */
function empty<T>(use: (folder: string) => T): T {
  const folder = mkdtempSync(join(tmpdir(), 'pollux-bench-test-'))
  try {
    return use(folder)
  } finally {
    rmSync(folder, { recursive: true })
  }
}

describe('the native column', () => {
  it('is left out where cargo is not installed', () => {
    expect(empty(folder => buildNative({ PATH: folder }))).toEqual({ missing: 'cargo is not installed' })
  })

  it('is left out where there is cargo, but no crates', () => {
    const missing = empty(folder => {
      const bin = join(folder, 'bin')
      mkdirSync(bin)
      writeFileSync(join(bin, 'cargo'), '#!/bin/sh\necho cargo 1.95.0\n', { mode: 0o755 })
      mkdirSync(join(folder, 'crates'))
      mkdirSync(join(folder, 'crates', 'tokio-macros-1.7.0'))
      mkdirSync(join(folder, 'crates', 'futures-0.3.21'))
      return [join(folder, 'crates'), join(folder, 'none')].map(crates => buildNative({ PATH: bin }, crates))
    })
    const installed = "Debian's librust-tokio-dev and librust-futures-dev have them"
    expect(missing).toEqual([
      { missing: `no sources of the crates tokio; ${installed}` },
      { missing: `no sources of the crates tokio and futures; ${installed}` },
    ])
  })

  it('is measured in rows of the workloads, by their names', async () => {
    const source = readFileSync(join(ROOT, 'bench/native/src/rows.rs'), 'utf8')
    const rows = [...source.matchAll(/(?:row|large)\("([a-z-]+)"/g)].map(([, name]) => name)
    const names = (await discover('bench/workloads')).map(({ workload }) => workload.name)
    expect(rows).toHaveLength(13)
    for (const row of rows) expect(names).toContain(row)
  })
})
