/** The command line: what goes in, what comes out, and the exit codes. */
import { spawn } from 'node:child_process'
import { existsSync, readdirSync, renameSync, rmSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { parseArguments, USAGE, UsageError } from '../../../examples/leveldb-scan/arguments.ts'
import { classicPackage } from '../../../examples/leveldb-scan/classic-package.ts'
import { parseKey, writePrintable } from '../../../examples/leveldb-scan/key-text.ts'
import { ProgressBar } from '../../../examples/leveldb-scan/output/progress-bar.ts'
import { sampleFolder } from '../../../examples/leveldb-scan/sample.ts'
import { thrownBy } from '../../support/thrown.ts'
import { MAIN, runApart, runApartWith, runHere } from './support/command-run.ts'
import { numbered, text, writeDatabase } from './support/database-script.ts'
import { TempFolders } from './support/temp-folders.ts'

const folders = new TempFolders()
afterAll(() => folders.removeAll())

let folder = ''
beforeAll(async () => {
  folder = folders.make()
  await writeDatabase(folder, [
    { do: 'batch', puts: [[text('a'), text('1')], [text('b\t\\'), text('two\nlines')], [Uint8Array.of(0, 255), Uint8Array.of(0xc3, 0x28)]] },
    { do: 'compact' },
    { do: 'batch', puts: [[text('c'), text('')], [text('é'), text('größe 💧 \u202e')]] },
  ])
})

/** The times in a summary differ from run to run. */
const untimed = (output: string) => output.replace(/[\d.]+ ms, [\d,]+ entries\/s/, '… ms, … entries/s').replace(/"milliseconds":[\d.]+,"entriesPerSecond":\d+/, '…')

describe('what is printed', () => {
  it('is a line an entry, with what is not printable escaped, and a summary', async () => {
    const { status, stdout, stderr } = await runHere(folder)
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
    expect(untimed(stdout).split('\n')).toEqual([
      '\\x00\\xff\t\\xc3(',
      'a\t1',
      'b\\t\\\\\ttwo\\nlines',
      'c\t',
      'é\tgröße 💧 \\xe2\\x80\\xae',
      '5 entries, 37 bytes, … ms, … entries/s',
      '',
    ])
  })

  it('is an object a line with --json, then the summary without a key', async () => {
    const { status, stdout } = await runHere(folder, '--json')
    const lines = stdout.trimEnd().split('\n').map(line => JSON.parse(line) as Record<string, unknown>)
    expect(status).toBe(0)
    expect(lines.slice(0, -1)).toEqual([
      { key: '00ff', value: 'c328' },
      { key: '61', value: '31' },
      { key: '62095c', value: '74776f0a6c696e6573' },
      { key: '63', value: '' },
      { key: 'c3a9', value: '6772c3b6c39f6520f09f92a720e280ae' },
    ])
    expect(lines.at(-1)).toEqual({ entries: 5, bytes: 37, milliseconds: expect.any(Number), entriesPerSecond: expect.any(Number) })
    expect(stdout.startsWith('{"key":"00ff","value":"c328"}\n')).toBe(true)
  })

  it.each([
    [['--from', 'a', '--to', 'c'], ['a', 'b\\t\\\\']],
    [['--from', 'b\\t\\\\'], ['b\\t\\\\', 'c', 'é']],
    [['--to', '0x61'], ['\\x00\\xff']],
    [['--from', '\\x63', '--limit', '1'], ['c']],
    [['--limit', '0'], []],
    [['--from', 'z', '--to', 'a'], []],
    [['--from=a', '--to=a'], []],
  ])('is the part that %j asks for', async (options, keys) => {
    const { status, stdout } = await runHere(folder, ...options)
    expect(status).toBe(0)
    expect(stdout.split('\n').slice(0, -2).map(line => line.split('\t')[0])).toEqual(keys)
  })

  it('says one entry, and none', async () => {
    expect(untimed((await runHere(folder, '--limit', '1')).stdout).split('\n')[1]).toBe('1 entry, 4 bytes, … ms, … entries/s')
    expect(untimed((await runHere(folder, '--limit', '0')).stdout)).toBe('0 entries, 0 bytes, … ms, … entries/s\n')
  })

  it('may be long, and may have values longer than any buffer', async () => {
    const large = folders.make()
    await writeDatabase(large, [...numbered(5000, 100), { do: 'write', put: [text('big'), new Uint8Array(300_000)] }, { do: 'write', put: [text('text'), text('ä'.repeat(20_000))] }])
    const { stdout } = await runHere(large)
    const lines = stdout.split('\n')
    expect(lines).toHaveLength(5004)
    expect(lines[5000]).toBe(`big\t${'\\x00'.repeat(300_000)}`)
    expect(lines[5001]).toBe(`text\t${'ä'.repeat(20_000)}`)
    const json = (await runHere(large, '--json')).stdout.split('\n')
    expect(json[5000]).toBe(`{"key":"${Buffer.from('big').toString('hex')}","value":"${'00'.repeat(300_000)}"}`)
  })
})

describe('what cannot be understood', () => {
  it.each([
    [['--limit', 'x'], '--limit takes a whole number, not "x"'],
    [['--limit', '-1'], '--limit'],
    [['--limit=1.5'], '--limit takes a whole number, not "1.5"'],
    [['--limit', '99999999999999999999'], '--limit takes a whole number'],
    [['--from', '0x123'], 'no even number of hex digits'],
    [['--to', 'a\\q'], 'unknown escape \\q'],
    [['--to', 'a\\'], 'unknown escape \\'],
    [['--from'], '--from'],
    [['--nonsense'], '--nonsense'],
    [['one', 'two'], 'one folder at a time: one, two'],
    [['--json=yes'], '--json'],
    [[''], 'DIR is empty; leave it out for the sample'],
  ])('%j ends with code 2, what is wrong, and the usage', async (args, what) => {
    const { status, stdout, stderr } = await runHere(...args)
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' })
    expect(stderr.split('\n')[0]).toMatch(/^leveldb-scan: /)
    expect(stderr).toContain(what)
    expect(stderr.endsWith(USAGE)).toBe(true)
  })

  it('is told apart from what --help explains', async () => {
    expect(await runHere('--help')).toEqual({ status: 0, stdout: USAGE, stderr: '' })
    expect(parseArguments(['-h']).help).toBe(true)
    expect(thrownBy(() => parseArguments(['-x']))).toBeInstanceOf(UsageError)
  })
})

describe('keys as text', () => {
  const print = (bytes: Uint8Array) => {
    const target = new Uint8Array(bytes.length * 4)
    return Buffer.from(target.subarray(0, writePrintable(bytes, 0, bytes.length, target, 0))).toString()
  }

  it.each([
    ['', ''],
    ['plain text, with = and "quotes"', 'plain text, with = and "quotes"'],
    ['\0\u0007\x7f\r', '\\x00\\x07\\x7f\\r'],
    ['äß€𝄞', 'äß€𝄞'],
    ['\u0085\u00a0\u2028\ufeff', '\\xc2\\x85\\xc2\\xa0\\xe2\\x80\\xa8\\xef\\xbb\\xbf'],
  ])('%j is printed as %j', (string, printed) => expect(print(Buffer.from(string))).toBe(printed))

  it.each([[[0xc0, 0x80]], [[0xe0, 0x80, 0x80]], [[0xed, 0xa0, 0x80]], [[0xf4, 0x90, 0x80, 0x80]], [[0xf8, 0x88, 0x80, 0x80, 0x80]], [[0xf8, 0x9d, 0x80, 0x80]], [[0xc3]], [[0xe2, 0x82]], [[0x80]]])(
    '%j is no UTF-8, and is printed byte by byte',
    bytes => expect(print(Uint8Array.from(bytes))).toBe(bytes.map(byte => `\\x${byte.toString(16)}`).join('')),
  )

  it('come back as they were, and show nothing that a terminal would obey', () => {
    fc.assert(
      fc.property(fc.oneof(fc.uint8Array({ maxLength: 30 }), fc.string({ unit: 'binary', maxLength: 20 }).map(text)), bytes => {
        const printed = print(bytes)
        expect(printed).not.toMatch(/[\p{C}]/u)
        // Text that begins with 0x would be taken for hex digits.
        if (!printed.startsWith('0x')) expect(Buffer.from(parseKey(printed))).toEqual(Buffer.from(bytes))
        expect(Buffer.from(parseKey(`0x${Buffer.from(bytes).toString('hex')}`))).toEqual(Buffer.from(bytes))
      }),
      { numRuns: 500 },
    )
  })
})

describe('the progress bar', () => {
  const stand = (fraction: () => number = () => 0.5) => {
    const written: string[] = []
    const clock = { now: 0 }
    const bar = new ProgressBar(string => written.push(string), 31, () => clock.now, fraction)
    const due = () => Array.from({ length: 1024 }, () => bar.isDue()).filter(Boolean).length
    return { bar, clock, written, due }
  }

  it('waits half a second, then is due ten times a second', () => {
    const { bar, clock, due } = stand()
    const dues: number[] = []
    for (const now of [0, 499, 500, 501]) dues.push(((clock.now = now), due()))
    bar.draw()
    for (const now of [600, 601]) dues.push(((clock.now = now), due()))
    expect(dues).toEqual([0, 0, 1, 1, 0, 1])
  })

  it('shows how much is done, within its bounds', () => {
    let fraction = 0
    const { bar, written } = stand(() => fraction)
    for (fraction of [0, 0.5, 1, 7, -1]) bar.draw()
    const bars = written.map(line => line.replace('\r\u001b[K', ''))
    expect(bars).toEqual([`${'░'.repeat(23)}   0 %`, `${'█'.repeat(12)}${'░'.repeat(11)}  50 %`, `${'█'.repeat(23)} 100 %`, `${'█'.repeat(23)} 100 %`, `${'░'.repeat(23)}   0 %`])
  })

  it('is erased once, and not at all if it was never drawn', () => {
    const { bar, written } = stand()
    bar.erase()
    bar.draw()
    bar.erase()
    bar.erase()
    expect(written.slice(1)).toEqual(['\r\u001b[K'])
  })
})

describe('npm start', () => {
  it('scans a sample, which it makes on first use and leaves alone afterwards', () => {
    const kept = existsSync(sampleFolder()) ? `${sampleFolder()}-kept` : null
    if (kept !== null) renameSync(sampleFolder(), kept)
    try {
      const first = runApart()
      expect({ status: first.status, stderr: first.stderr }).toEqual({ status: 0, stderr: '' })
      const lines = first.stdout.split('\n')
      expect([lines[0], lines[1], lines[118], untimed(lines[119]!)]).toEqual([
        'about\tthe chemical elements, by atomic number', 'element/001\tH', 'element/118\tOg', '119 entries, 1,564 bytes, … ms, … entries/s',
      ])
      const files = readdirSync(sampleFolder())
      expect(untimed(runApart().stdout)).toBe(untimed(first.stdout))
      expect(readdirSync(sampleFolder())).toEqual(files)
      expect(readdirSync(dirname(sampleFolder())).filter(name => /^sample-db-(?!kept)/.test(name))).toEqual([])
    } finally {
      rmSync(sampleFolder(), { recursive: true, force: true })
      if (kept !== null) renameSync(kept, sampleFolder())
    }
  })

  it('takes a relative DIR from where npm was called', () => {
    const called = { npm_lifecycle_event: 'start', INIT_CWD: dirname(folder) }
    const { status, stdout } = runApartWith(called, basename(folder), '--limit', '0')
    expect([status, untimed(stdout)]).toEqual([0, '0 entries, 0 bytes, … ms, … entries/s\n'])
    const { stderr } = runApartWith(called, 'none')
    expect(stderr).toBe(`leveldb-scan: ${join(dirname(folder), 'none')}, offset 0: not a LevelDB database: there is no CURRENT in it\n`)
    // Run by another script of some package, or by nobody's, it is where it is.
    expect(runApartWith({ ...called, npm_lifecycle_event: 'test' }, basename(folder)).status).toBe(1)
    expect(runApartWith(called, folder, '--limit', '0').status).toBe(0)
  })

  it('says what is missing where classic-level is', async () => {
    const missing = (): Promise<never> => Promise.reject(new Error("Cannot find package 'classic-level'\nand more"))
    await expect(classicPackage('--compare', missing)).rejects.toMatchObject({
      code: 'ERR_LEVELDB_MISSING_PACKAGE',
      message: "--compare needs the package classic-level, which cannot be loaded: run npm install, with development dependencies (Cannot find package 'classic-level')",
    })
  })

  it('ends quietly when nobody reads on', async () => {
    const large = folders.make()
    await writeDatabase(large, numbered(20_000, 100))
    const child = spawn(process.execPath, ['--import', 'tsx', MAIN, large])
    let errors = ''
    child.stderr.on('data', chunk => (errors += chunk))
    child.stdout.once('data', () => child.stdout.destroy())
    const status = await new Promise(resolve => child.on('close', resolve))
    expect({ status, errors }).toEqual({ status: 0, errors: '' })
  })

  it('reports a folder that is no database, on stderr, with code 1', () => {
    const empty = folders.make()
    expect(runApart(join(empty, 'none'))).toEqual({
      status: 1, stdout: '', stderr: `leveldb-scan: ${join(empty, 'none')}, offset 0: not a LevelDB database: there is no CURRENT in it\n`,
    })
  })
})
