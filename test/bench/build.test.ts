import { existsSync, readFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { describe, expect, it } from 'vitest'
import { build } from '../../bench/harness/build.ts'

describe('the build of what is measured', () => {
  it('is plain JavaScript without name helpers, and gone when disposed', () => {
    let folder: string
    {
      using built = build(['test/bench/workloads'])
      folder = dirname(built.find('package.json'))
      const code = readFileSync(built.find('test/bench/workloads/honest.ts'), 'utf8')
      expect(code).toContain('export const workload = {')
      expect(code).not.toContain('__name')
      expect(readFileSync(built.find('bench/harness/child.ts'), 'utf8')).toContain("from './measure-time.js'")
      expect(existsSync(built.find('src/future/poll.ts'))).toBe(true)
    }
    expect(existsSync(folder)).toBe(false)
  })
})
