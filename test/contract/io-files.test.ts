import { spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { asyncBlock, Pending, PolledAfterCompletionError, wait } from '../../src/index.ts'
import { copy, File, IoError, readExact, readFile } from '../../src/io/index.ts'
import { mockTask } from '../../src/testing/index.ts'
import { bytes, IoStand, OWNERS, text } from '../support/io-stand.ts'

describe.each(OWNERS)('files on %s', owner => {
  let stand: IoStand
  let folder: string
  beforeEach(() => {
    stand = new IoStand(owner)
    folder = mkdtempSync(join(tmpdir(), 'pollux-io-'))
  })
  afterEach(() => {
    stand[Symbol.dispose]()
    rmSync(folder, { recursive: true, force: true })
  })

  const path = (name: string): string => join(folder, name)
  const openFiles = (): number => readdirSync('/proc/self/fd').length

  describe('29: files', () => {
    it('29: readFile gives all of it, also when it is large, empty, or of no known size', async () => {
      const large = Buffer.alloc(300_000, 'pollux ')
      writeFileSync(path('large'), large)
      writeFileSync(path('empty'), '')
      expect(Buffer.compare(await stand.run(readFile(path('large'))), large)).toBe(0)
      expect(await stand.run(readFile(path('empty')))).toHaveLength(0)
      expect(text(await stand.run(readFile('/proc/self/status')))).toMatch(/^Name:/)
    })

    it('29: readAt and writeAt say where, and leave the place of read alone', async () => {
      writeFileSync(path('digits'), '0123456789')
      const into = new Uint8Array(3)
      const seen = await stand.run(asyncBlock(function* () {
        using file = yield* wait(File.open(path('digits'), 'read-write'))
        const at = [yield* wait(file.readAt(into, 4)), text(into), yield* wait(file.readAt(into, 9)), yield* wait(file.readAt(into, 10))]
        yield* wait(file.writeAt(bytes('xy'), 1))
        const read = [yield* wait(file.read(into)), text(into), yield* wait(file.size())]
        yield* wait(file.sync())
        yield* wait(file.close())
        return [...at, ...read]
      }))
      expect(seen).toEqual([3, '456', 1, 0, 3, '0xy', 10])
      expect(readFileSync(path('digits'), 'utf8')).toBe('0xy3456789')
    })

    it('29: written in order, appended, copied', async () => {
      await stand.run(asyncBlock(function* () {
        using file = yield* wait(File.create(path('new')))
        yield* wait(file.writeAll(bytes('one ')))
        yield* wait(file.writeAll(bytes('two ')))
        yield* wait(file.flush())
        using more = yield* wait(File.open(path('new'), 'append'))
        yield* wait(more.writeAll(bytes('three')))
        yield* wait(more.shutdown())
        using source = yield* wait(File.open(path('new')))
        using target = yield* wait(File.create(path('copy')))
        expect(yield* wait(copy(source, target))).toBe(13)
      }))
      expect(readFileSync(path('copy'), 'utf8')).toBe('one two three')
    })

    it('5: a dropped read loses no byte, and writes into nobody’s buffer', async () => {
      writeFileSync(path('digits'), '0123456789')
      using file = await stand.run(File.open(path('digits')))
      const into = new Uint8Array(4)
      const dropped = [mockTask(file.read(into)), mockTask(file.readAt(into, 4))]
      for (const task of dropped) expect(task.poll()).toBe(Pending)
      for (const task of dropped) task[Symbol.dispose]()
      const other = new Uint8Array(4)
      expect([await stand.run(file.read(other)), text(other)]).toEqual([4, '0123'])
      expect([into, ...dropped.map(task => task.wakeCount)]).toEqual([new Uint8Array(4), 0, 0])
    })

    it('5: what is dropped is closed, at whatever point', async () => {
      writeFileSync(path('a'), 'a')
      const before = openFiles()
      for (let polls = 0; polls < 6; polls++) {
        using task = mockTask(readFile(path('a')))
        for (let poll = 0; poll < polls; poll++) {
          if (task.poll() !== Pending) break
          while (!task.isWoken()) await stand.turns()
        }
      }
      const file = await stand.run(File.open(path('a')))
      const call = file.readAt(new Uint8Array(1), 0)
      const task = mockTask(call)
      task.poll()
      file[Symbol.dispose]()
      file[Symbol.dispose]()
      task[Symbol.dispose]()
      expect(() => file.size()).toThrow(PolledAfterCompletionError)
      while (openFiles() > before) await stand.turns()
    })
  })

  describe('failures are typed', () => {
    const parts = async (future: Parameters<IoStand['thrown']>[0]) => {
      const error = await stand.thrown(future)
      expect(error).toBeInstanceOf(IoError)
      const { code, syscall, path } = error as IoError
      return [code, syscall, path]
    }

    it('29: not there, a folder', async () => {
      expect(await parts(readFile(path('nowhere')))).toEqual(['ENOENT', 'open', path('nowhere')])
      expect(await parts(readFile(folder))).toEqual(['EISDIR', 'read', folder])
    })

    it('29: a full disk, told by the flush', async () => {
      const full = asyncBlock(function* () {
        using file = yield* wait(File.open('/dev/full', 'append'))
        yield* wait(file.writeAll(bytes('too much')))
        yield* wait(file.flush())
      })
      expect(await parts(full)).toEqual(['ENOSPC', 'write', '/dev/full'])
    })

    it('29: a full disk, told by the close, where nobody flushed', async () => {
      const full = asyncBlock(function* () {
        const file = yield* wait(File.open('/dev/full', 'append'))
        yield* wait(file.writeAll(bytes('too much')))
        yield* wait(file.close())
      })
      expect(await parts(full)).toEqual(['ENOSPC', 'write', '/dev/full'])
    })

    it('29: an end too early', async () => {
      writeFileSync(path('short'), 'abc')
      using file = await stand.run(File.open(path('short')))
      expect(await stand.thrown(readExact(file, new Uint8Array(4)))).toMatchObject({ code: 'ERR_POLLUX_UNEXPECTED_END', message: expect.stringContaining('3 of 4 bytes') })
    })

    it('29: too many open files, and the process goes on once some are closed', () => {
      const program = new URL('../support/io-too-many-files.ts', import.meta.url).pathname
      const { stdout, stderr } = spawnSync('bash', ['-c', `ulimit -n 256; exec "$0" --import tsx "${program}" '${owner}'`, process.execPath], { encoding: 'utf8' })
      expect([stdout, stderr]).toEqual(['EMFILE open /dev/null\nafterwards: 0\n', ''])
    })

    it('29: what is no path and no place is refused at the call', async () => {
      expect(() => readFile('')).toThrow(TypeError)
      expect(() => File.open('a\0b')).toThrow(TypeError)
      writeFileSync(path('a'), 'a')
      using file = await stand.run(File.open(path('a')))
      expect(() => file.readAt(new Uint8Array(1), -1)).toThrow(RangeError)
      expect(() => file.readAt('no' as unknown as Uint8Array, 0)).toThrow(TypeError)
    })
  })
})
