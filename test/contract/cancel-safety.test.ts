// What a dispose loses, at each suspension of each operation: contract 5, 6, 8, 38–43. The table is data, and is measured here.
import { readFileSync } from 'node:fs'
import { describe, expect, it, vi } from 'vitest'
import { drop, Runtime, Stream } from '../../src/index.ts'
import { measure } from '../support/cancel-drive.ts'
import { Ledger } from '../support/cancel-ledger.ts'
import { NOTHING, SUSPENSIONS, type CancelRow, type Suspension } from '../support/cancel-row.ts'
import { cancelDocument, cancelTable, NEVER_WAIT, NO_FUTURES } from '../support/cancel-table.ts'
import { isBase, libraryClasses } from '../support/exported-classes.ts'
import { consumerKinds, operatorKinds } from '../support/stream-kinds.ts'

/** What asks for sockets and files is given those that the rows of `io` play with. */
vi.mock('../../src/io/current-host.ts', async () => {
  const { fake } = await import('../support/io-fake-host.ts')
  return { ioHost: () => fake.host }
})

/** Every suspension that was reached, with every difference that was made there. */
async function measured(row: CancelRow): Promise<Partial<Record<Suspension, string[]>>> {
  const found = new Map<Suspension, Set<string>>()
  for (const world of row.worlds) {
    for (const { at, differences } of await measure(world)) {
      const all = found.get(at) ?? new Set()
      for (const difference of differences) all.add(difference)
      found.set(at, all)
    }
  }
  return Object.fromEntries(SUSPENSIONS.filter(at => found.has(at)).map(at => [at, [...found.get(at)!].sort()]))
}

describe.each(cancelTable)('5: a dispose of $name', row => {
  it('loses what the table says, wherever it waits', async () => {
    const claimed = SUSPENSIONS.filter(at => row.loses[at] !== undefined).map(at => [at, [...new Set(row.differs[at])].sort()])
    expect(await measured(row)).toEqual(Object.fromEntries(claimed))
  })

  it('is said to lose nothing only where nothing is different afterwards', () => {
    const said = SUSPENSIONS.filter(at => row.loses[at] === NOTHING)
    expect(said.filter(at => (row.differs[at] ?? []).length > 0)).toEqual([])
    const silent = SUSPENSIONS.filter(at => row.loses[at] !== undefined && (row.differs[at] ?? []).length === 0)
    expect(silent.filter(at => !row.loses[at]!.startsWith(NOTHING))).toEqual([])
  })
})

describe('the table of cancel safety', () => {
  it('never loses sight of a value or a future', () => {
    const lost = cancelTable.flatMap(row => SUSPENSIONS.flatMap(at => (row.differs[at] ?? []).filter(line => line.endsWith('left') || line.includes(' and ')).map(line => [row.name, line])))
    expect(lost).toEqual([])
  })

  it('has every class of the library that can be polled', async () => {
    const classes = await libraryClasses()
    const futures = classes.filter(one => typeof (one.prototype as { poll?: unknown }).poll === 'function')
    const covered = new Set(cancelTable.flatMap(row => row.worlds.map(world => classOf(world))))
    const missing = futures.filter(one => !covered.has(one) && !isBase(one, futures)).map(one => one.name)
    const excused = [...NEVER_WAIT, ...NO_FUTURES]
    expect(missing.filter(name => !excused.includes(name))).toEqual([])
    expect(excused.filter(name => !missing.includes(name))).toEqual([])
  })

  it('has every method of a stream', () => {
    const methods = new Set<string>()
    for (let at: object | null = Stream.prototype; at !== Object.prototype && at !== null; at = Object.getPrototypeOf(at) as object | null) {
      for (const name of Object.getOwnPropertyNames(at)) methods.add(name)
    }
    const inside = ['around', 'constructor', 'disposeMoved', 'isAnothers', 'markMoved', 'mayMove', 'moveBoth', 'moveOut', 'pollNext', 'recall', 'refuseMoved', 'refuseWhileLent', 'resumable', 'wasMoved']
    const driven = new Set(['next', ...operatorKinds.map(({ name }) => name), ...consumerKinds.map(({ name }) => name)])
    expect([...methods].filter(name => !inside.includes(name) && !driven.has(name))).toEqual([])
  })

  it('is what docs/cancel-safety.md says, row for row', () => {
    const text = readFileSync(new URL('../../docs/cancel-safety.md', import.meta.url), 'utf8')
    expect(text.slice(text.indexOf('## `pollux/')).trimEnd().split('\n')).toEqual(cancelDocument(cancelTable).join('\n').trimEnd().split('\n'))
  })
})

/** The class of the operation that `world` drives. */
function classOf(world: CancelRow['worlds'][number]): unknown {
  using runtime = new Runtime({ startPaused: true, onUnhandledError: () => {} })
  using _ = runtime.enter()
  const future = world(new Ledger(), runtime).make()
  drop(future)
  return future.constructor
}
