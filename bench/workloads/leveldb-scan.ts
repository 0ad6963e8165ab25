/** What an entry costs in a scan of a LevelDB database: `examples/leveldb-scan`, and what else one could write. */
import type { Run, TimeWorkload } from '../harness/workload.ts'

export const workload: TimeWorkload = {
  name: 'leveldb-scan',
  title: 'a scan of a LevelDB database',
  kind: 'time',
  per: 'entry',
  ops: 40_000,
  largest: 1_000_000,
  answer: entries => `${entries} entries, ${entries * 116} bytes`,
  baselines: { promises: 'async generators', plain: 'plain loop' },
  packages: { 'classic-level': 'classic-level' },
  variants: {
    /** A thread that reads ahead and unpacks, as the example does for a long scan. */
    pollux: entries => pollux(entries, 'thread'),

    'pollux one thread': entries => pollux(entries, 'none'),

    async 'async generators'(entries) {
      const { asyncGenerators } = await import('../../examples/leveldb-scan/compare/async-generators.ts')
      const { database, range } = await opened(entries)
      return async () => said(await asyncGenerators(database, range, false))
    },

    /** LevelDB itself, through its package's iterator. */
    async 'classic-level'(entries) {
      const { classic, openClassic } = await import('../../examples/leveldb-scan/compare/classic.ts')
      const { folder, range } = await opened(entries)
      const db = await openClassic(folder)
      return async () => said(await classic(db, range, false))
    },

    async 'plain loop'(entries) {
      const { plainLoop } = await import('../../examples/leveldb-scan/compare/plain-loop.ts')
      const { database, range } = await opened(entries)
      return () => said(plainLoop(database, range, false))
    },
  },
}

async function opened(entries: number) {
  const { openDatabase } = await import('../../examples/leveldb-scan/database.ts')
  const { EVERYTHING } = await import('../../examples/leveldb-scan/range.ts')
  const { scanDatabase } = await import('../support/scan-database.ts')
  const folder = await scanDatabase(entries)
  return { folder, database: openDatabase(folder), range: EVERYTHING }
}

async function pollux(entries: number, reader: 'thread' | 'none'): Promise<Run> {
  const { blockOn } = await import('../../examples/leveldb-scan/pollux.ts')
  const { Scan } = await import('../../examples/leveldb-scan/scan.ts')
  const { ReaderSource } = await import('../../examples/leveldb-scan/source/reader-source.ts')
  const { Consumer } = await import('../../examples/leveldb-scan/compare/consume.ts')
  const { folder, database, range } = await opened(entries)
  const source = new ReaderSource(folder, { reader })
  return () => {
    const consumer = new Consumer(false)
    blockOn(
      new Scan(database, source, range, ({ internal, keyLength }) =>
        consumer.take(internal.keyBytes, keyLength, internal.valueBytes, internal.valueStart, internal.valueLength),
      ),
    )
    return said(consumer.answer())
  }
}

function said({ entries, bytes }: { entries: number; bytes: number }): string {
  return `${entries} entries, ${bytes} bytes`
}
