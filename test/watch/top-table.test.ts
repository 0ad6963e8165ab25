import { describe, expect, it } from 'vitest'
import { parseSnapshot } from '../../src/watch/top/snapshot.ts'
import { renderTable, renderTask, sorted } from '../../src/watch/top/table.ts'
import { snapshotOf, taskRow } from '../support/top-snapshot.ts'

const ALL = { sort: 'busy', width: 0, rows: 40 } as const
const THREE = snapshotOf(
  [
    taskRow({ id: 'main', name: 'Join', polls: 3, wakes: 2, selfWakes: 0, busy: 0.25, waitsOn: 'task 2 (Sleep)' }),
    taskRow({ id: '2', name: 'Crunch', state: 'queued', busy: 120.4, waitsOn: '' }),
    taskRow({ id: '3', name: 'Short', state: 'value', busy: 1000, waitsOn: '', lints: 1 }),
  ],
  { ended: 1, parked: true, lints: ['error[lost-wakeup]: task 3 (Short) …\n  = help: …'] },
)

describe('the table of pollux top', () => {
  it('shows each task in a line, the unfinished ones first, then by the column', () => {
    expect(renderTable(THREE, ALL)).toEqual([
      'pollux top · pid 42 · 1.5 s · 2 tasks, 1 ended · 100 polls · asleep',
      '',
      '    ID  NAME    STATE    POLLS  WAKES  SELF  BUSY ms*  LINTS  WAITS ON',
      '     2  Crunch  queued      10      9     2       120      0',
      '  main  Join    waiting      3      2     0      0.25      0  task 2 (Sleep)',
      '     3  Short   done        10      9     2      1000      1',
      '',
      'lints:',
      '  error[lost-wakeup]: task 3 (Short) …',
      '    = help: …',
    ])
  })

  it('names the runtimes where there are several, and what is not shown', () => {
    const tasks = Array.from({ length: 5 }, (_, i) => taskRow({ id: `${i}`, runtime: i === 0 ? 'blockOn' : 'jobs', polls: i }))
    expect(renderTable(snapshotOf(tasks, { more: 7 }), { sort: 'polls', width: 0, rows: 2 })).toEqual([
      'pollux top · pid 42 · 1.5 s · 5 tasks, 0 ended · 100 polls',
      '',
      '  RUNTIME  ID  NAME  STATE    POLLS*  WAKES  SELF  BUSY ms  LINTS  WAITS ON',
      '  jobs      4  Tick  waiting       4      9     2     1.50      0  a timer',
      '  jobs      3  Tick  waiting       3      9     2     1.50      0  a timer',
      '  … and 10 more',
    ])
  })

  it('marks the chosen task and keeps it in sight', () => {
    const tasks = ['1', '2', '10'].map(id => taskRow({ id }))
    const ids = (chosen: number): string[] => renderTable(snapshotOf(tasks), { sort: 'id', width: 0, rows: 2, chosen }).slice(3, 5).map(line => line.slice(0, 5))
    expect(ids(0)).toEqual(['>   1', '    2'])
    expect(ids(2)).toEqual(['    2', '>  10'])
    expect(ids(9)).toEqual(['    2', '   10'])
  })

  it.each(['id', 'name', 'state', 'polls', 'wakes', 'self', 'busy', 'lints'] as const)('sorts by %s: numbers from the largest, text from a', sort => {
    const [low, high] = [taskRow({ id: '2', name: 'a', state: 'queued', polls: 1, wakes: 1, selfWakes: 1, busy: 1, lints: 1 }), taskRow({ id: '10', name: 'b', state: 'waiting', polls: 2, wakes: 2, selfWakes: 2, busy: 2, lints: 2 })]
    const first = ['id', 'name', 'state'].includes(sort) ? low : high
    expect(sorted(snapshotOf([low, high]), sort)[0]).toBe(first)
    expect(sorted(snapshotOf([high, low]), sort)[0]).toBe(first)
  })

  it('cuts at the width, and lets no name move the cursor', () => {
    const lines = renderTable(snapshotOf([taskRow({ name: `\u001b[2J${'x'.repeat(50)}`, waitsOn: 'a\nb' })]), { ...ALL, width: 60 })
    expect(lines[3]).toBe('   1  ·[2Jxxxxxxxxxxxxxxxxxxxxxxxxxxx…  waiting     10      9 …'.slice(0, 59) + '…')
    expect(lines.every(line => line.length <= 60)).toBe(true)
  })

  it('says so when there are no tasks', () => {
    expect(renderTable(snapshotOf([]), ALL).slice(2)).toEqual(['no tasks yet'])
  })
})

it('one task, with its tree', () => {
  const task = taskRow({ tree: ['AsyncBlock [Waiting]', '└─ sleep(5): waits on a timer'] })
  expect(renderTask(task, 0)).toEqual([
    'task 1 (Tick) of the runtime "jobs"',
    '',
    '  state     waiting',
    '  polls     10, 1.50 ms in all, 0.150 ms each',
    '  wakes     9, 2 of them by itself',
    '  lints     0',
    '  waits on  a timer',
    '',
    '  AsyncBlock [Waiting]',
    '  └─ sleep(5): waits on a timer',
  ])
})

describe('a snapshot', () => {
  it('comes back from its text', () => expect(parseSnapshot(JSON.stringify(THREE))).toEqual(THREE))
  it.each(['', 'null', '{}', '{"version":2,"tasks":[]}', '{"version":1}', '[1'])('is none: %s', text => expect(parseSnapshot(text)).toBe(null))
})
