/** The tarball that the tests of the package share: made once, waited for by the others, and its failure told to each. */
import { mkdtempSync, readdirSync, renameSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { packedOnce } from '../support/pack-once.ts'
import { thrownBy } from '../support/thrown.ts'

let folder: string
beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), 'pollux-once-'))))
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const never = (): never => expect.unreachable('it was made already')

describe('packedOnce', () => {
  it('has the package made by who asks first, and only once', () => {
    const homes: string[] = []
    const make = (home: string): string => (homes.push(home), join(home, 'it.tgz'))
    expect([packedOnce(folder, make), packedOnce(folder, never)]).toEqual([join(homes[0]!, 'it.tgz'), join(homes[0]!, 'it.tgz')])
    expect(homes.length).toBe(1)
  })

  it('fails in each file by the words of what failed', () => {
    const make = (): never => {
      throw new Error('the build failed: line 3')
    }
    expect(String(thrownBy(() => packedOnce(folder, make)))).toBe('Error: the build failed: line 3')
    expect(String(thrownBy(() => packedOnce(folder, never)))).toBe('Error: the build failed: line 3')
  })

  it('waits while another process makes it', async () => {
    packedOnce(folder, () => 'it.tgz')
    const done = join(folder, readdirSync(folder)[0]!, 'done')
    renameSync(done, `${done}.later`)
    const script = "const { renameSync } = require('node:fs'), { workerData } = require('node:worker_threads'); renameSync(`${workerData}.later`, workerData)"
    const other = new Worker(script, { eval: true, workerData: done })
    expect(packedOnce(folder, never)).toBe('it.tgz')
    await other.terminate()
  })
})
