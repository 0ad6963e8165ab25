import { describe, expect, it } from 'vitest'
import { parseArguments, USAGE } from '../../src/watch/top/arguments.ts'
import { Viewer } from '../../src/watch/top/viewer.ts'
import { snapshotOf, taskRow } from '../support/top-snapshot.ts'

const [UP, DOWN, ENTER] = ['\u001b[A', '\u001b[B', '\r']
const SIZE = { columns: 100, rows: 12 }
const TASKS = snapshotOf(['1', '2', '3'].map(id => taskRow({ id, polls: Number(id), busy: -Number(id) })))

/** The marked line, without its blanks; the first line of a task; or nothing. */
function seen(viewer: Viewer): string {
  const lines = viewer.lines(TASKS, SIZE)
  return (lines.find(line => line.startsWith('>')) ?? lines[0]!).replaceAll(/ +/g, ' ').slice(0, 10)
}

describe('the live view', () => {
  it('chooses with the arrows, between the first and the last', () => {
    const viewer = new Viewer('busy')
    const path = [UP, DOWN, DOWN, DOWN, UP].map(key => {
      expect(viewer.key(key, TASKS)).toBe(false)
      return seen(viewer)
    })
    expect(path).toEqual(['> 1 Tick w', '> 2 Tick w', '> 3 Tick w', '> 3 Tick w', '> 2 Tick w'])
  })

  it('sorts by a letter, shows the chosen task on enter, and the table again', () => {
    const viewer = new Viewer('busy')
    viewer.key('p', TASKS)
    expect(seen(viewer)).toBe('> 3 Tick w')
    viewer.key(ENTER, TASKS)
    expect(seen(viewer)).toBe('task 3 (Ti')
    viewer.key(ENTER, TASKS)
    expect(seen(viewer)).toBe('> 3 Tick w')
  })

  it('falls back to the table when the task that it shows is forgotten', () => {
    const viewer = new Viewer('id')
    viewer.key(ENTER, TASKS)
    expect(viewer.lines(snapshotOf([]), SIZE)[2]).toBe('no tasks yet')
  })

  it('quits on q and on ctrl-c', () => {
    expect(['q', '\u0003', 'x'].map(key => new Viewer('id').key(key, null))).toEqual([true, true, false])
  })

  it('never fills more than the screen, and keeps what the program printed last at the bottom', () => {
    const viewer = new Viewer('busy')
    viewer.print('one\ntwo\n')
    viewer.print('three\nfour\nfive')
    const many = snapshotOf(Array.from({ length: 100 }, (_, i) => taskRow({ id: `${i}` })), { lints: ['a\nb', 'c\nd'] })
    for (const rows of [8, 12, 24]) {
      const lines = viewer.lines(many, { columns: 40, rows })
      expect(lines).toHaveLength(rows)
      expect(lines.slice(-5, -1)).toEqual(['| two', '| three', '| four', '| five'])
      expect(Math.max(...lines.map(line => line.length))).toBeLessThanOrEqual(40)
    }
  })

  it('says what to do while nothing has come, and how the program ended', () => {
    const viewer = new Viewer('busy')
    expect(viewer.lines(null, SIZE).join('\n')).toContain("import { serveTop } from 'pollux/watch'")
    viewer.ended('the program has ended with code 3 · q quit')
    expect(viewer.lines(null, SIZE).at(-1)).toBe('the program has ended with code 3 · q quit')
  })
})

describe('the command line', () => {
  it('takes options, then the program with its own', () => {
    expect(parseArguments(['top', '--once', '--after', '500', '--sort', 'polls', '--rows', '3', '--', 'node', '--once', '--', 'x'])).toEqual({
      command: ['node', '--once', '--', 'x'], once: true, after: 500, sort: 'polls', rows: 3,
    })
    expect(parseArguments(['top', '--', 'node', '--help'])).toEqual({ command: ['node', '--help'], once: false, after: null, sort: 'busy', rows: 40 })
  })

  it.each([[['--help']], [['top', '--help']]])('explains itself on %o', args => expect(parseArguments(args)).toEqual({ say: USAGE, status: 0 }))

  it.each([
    [[], 'pollux: expected a command'],
    [['tap'], 'pollux: unknown command tap'],
    [['top'], 'pollux top: expected a program after --'],
    [['top', '--once', '--'], 'pollux top: expected a program after --'],
    [['top', '--', ''], 'pollux top: expected a program after --'],
    [['top', '--fast', '--', 'node'], 'pollux top: cannot take --fast'],
    [['top', '--sort', 'age', '--', 'node'], 'pollux top: cannot take --sort age'],
    [['top', '--after', 'soon', '--', 'node'], 'pollux top: cannot take --after soon'],
    [['top', '--rows', '0', '--', 'node'], 'pollux top: cannot take --rows 0'],
  ])('refuses %o', (args, first) => {
    const refused = parseArguments(args) as { say: string; status: number }
    expect([refused.say.split('\n')[0], refused.status]).toEqual([first, 2])
  })
})
