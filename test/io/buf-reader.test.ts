import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { blockOn, Done, Pending, PolledAfterCompletionError } from '../../src/index.ts'
import { BufReader, readToEnd } from '../../src/io/index.ts'
import { mockTask } from '../../src/testing/index.ts'
import { Pieces } from '../support/io-pieces.ts'
import { bytes, OWNERS, text } from '../support/io-stand.ts'

function cut(whole: string, sizes: readonly number[]): Pieces {
  const pieces: Uint8Array[] = []
  let rest = bytes(whole)
  for (const size of sizes) {
    pieces.push(rest.subarray(0, size))
    rest = rest.subarray(size)
  }
  return new Pieces([...pieces, rest])
}

function allLines(reader: BufReader): string[] {
  const lines: string[] = []
  for (let line = blockOn(reader.readLine()); line !== null; line = blockOn(reader.readLine())) lines.push(line)
  return lines
}

describe('BufReader', () => {
  it('readLine gives lines without their ends, the last one also without a newline, then null for ever', () => {
    const reader = new BufReader(cut('one\r\ntwo\n\nthré\r', [1, 4, 2]), { capacity: 3 })
    expect(allLines(reader)).toEqual(['one', 'two', '', 'thré\r'])
    expect(blockOn(reader.readLine())).toBe(null)
  })

  it('lines do not depend on how their bytes come, nor on the capacity', () => {
    fc.assert(fc.property(fc.array(fc.string()), fc.array(fc.integer({ min: 1, max: 9 })), fc.integer({ min: 1, max: 20 }), (parts, sizes, capacity) => {
      const whole = parts.join('\n')
      const expected = whole.split('\n').map((line, at, all) => (at < all.length - 1 && line.endsWith('\r') ? line.slice(0, -1) : line))
      if (expected.at(-1) === '') expected.pop()
      expect(allLines(new BufReader(cut(whole, sizes), { capacity }))).toEqual(expected)
    }))
  })

  it('5: a readLine that is dropped half-way loses nothing', () => {
    const reader = new BufReader(cut('one line\n', [3]))
    const task = mockTask(reader.readLine())
    for (let poll = 0; poll < 2; poll++) expect(task.poll()).toBe(Pending)
    task[Symbol.dispose]()
    expect(blockOn(reader.readLine())).toBe('one line')
  })

  it('mixes lines, pieces and bytes', () => {
    const reader = new BufReader(cut('head\nkey:value\nrest of it', [2, 6]))
    expect(blockOn(reader.readLine())).toBe('head')
    expect(text(blockOn(reader.readUntil(58)))).toBe('key:')
    const into = new Uint8Array(3)
    expect([blockOn(reader.read(into)), text(into)]).toEqual([3, 'val'])
    expect(text(blockOn(readToEnd(reader)))).toBe('ue\nrest of it')
    expect(blockOn(reader.readUntil(58))).toHaveLength(0)
  })

  it('42: lines() owns the reader, and disposes it at its end', () => {
    const [read, left] = [cut('a\nb\nc', []), cut('a\nb\nc', [])]
    expect(blockOn(new BufReader(read).lines().toArray())).toEqual(['a', 'b', 'c'])
    const lines = new BufReader(left).lines()
    expect(blockOn(lines.next())).toBe('a')
    lines[Symbol.dispose]()
    expect(() => blockOn(lines.next())).toThrow(PolledAfterCompletionError)
    expect([read.disposed, left.disposed, Done]).toEqual([1, 1, Done])
  })

  it('refuses a line longer than its limit, whether or not its end has come', () => {
    expect(() => allLines(new BufReader(cut('12345678\n', []), { limit: 4 }))).toThrow(expect.objectContaining({ code: 'EMSGSIZE' }))
    expect(() => allLines(new BufReader(cut('123456781234', [6]), { limit: 4 }))).toThrow(expect.objectContaining({ code: 'EMSGSIZE' }))
    expect(allLines(new BufReader(cut('123\n', []), { limit: 4 }))).toEqual(['123'])
    expect(() => new BufReader(cut('', []), { capacity: 0 })).toThrow(RangeError)
  })
})

describe.each(OWNERS)('stdin and stdout on %s', owner => {
  const program = new URL('../support/io-shout.ts', import.meta.url).pathname
  const node = [process.execPath, '--import', 'tsx', program, owner]

  it('29: lines that are piped in come out, and the process ends', () => {
    const { stdout, stderr, status } = spawnSync(node[0]!, node.slice(1), { input: 'one\ntwo', encoding: 'utf8' })
    expect([stdout, stderr, status]).toEqual(['ONE\nTWO\n', '', 0])
  })

  it('29: so it is with a file, with none at all, and with more than any buffer holds', () => {
    const lines = Array.from({ length: 40_000 }, (_, n) => `line ${n}`)
    const script = `printf 'a\\nb' > "$0/in"; "$@" < "$0/in"; "$@" < /dev/null; seq -f 'line %.0f' 0 39999 | "$@" | cat`
    const folder = mkdtempSync(join(tmpdir(), 'pollux-lines-'))
    const { stdout, stderr } = spawnSync('bash', ['-c', script, folder, ...node], { encoding: 'utf8', maxBuffer: 1e7 })
    rmSync(folder, { recursive: true })
    expect([stdout === ['A', 'B', ...lines.map(line => line.toUpperCase()), ''].join('\n'), stderr]).toEqual([true, ''])
  })
})
