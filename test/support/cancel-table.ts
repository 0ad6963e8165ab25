import { futureRows } from './cancel-future.ts'
import { SUSPENSIONS, type CancelRow } from './cancel-row.ts'
import { ioRows } from './cancel-io.ts'
import { hostRows } from './cancel-runtime.ts'
import { serviceRows } from './cancel-service.ts'
import { streamRows } from './cancel-streams.ts'
import { syncRows } from './cancel-sync.ts'
import { traitRows } from './cancel-traits.ts'
import { watchRows } from './cancel-watch.ts'

const ROOMS = ['future', 'iterators', 'sync', 'runtime', 'time', 'service', 'traits', 'interop', 'io', 'watch', 'testing']

/** What the dispose of each operation loses, in the order of the document. */
export const cancelTable: readonly CancelRow[] = [...futureRows, ...streamRows, ...syncRows, ...hostRows, ...ioRows, ...serviceRows, ...traitRows, ...watchRows].sort((a, b) => ROOMS.indexOf(a.room) - ROOMS.indexOf(b.room))

/** Futures that answer at their first poll: there is no suspension to be disposed at. */
export const NEVER_WAIT: readonly string[] = ['Lazy', 'ReadyFuture', 'Shed', 'TestCursorNext', 'TestNext']

/** What has a `poll` and is not a program's to dispose: a tool of tests, and the insides of tasks that cross to the host or to a worker. */
export const NO_FUTURES: readonly string[] = ['BlockingJob', 'BufferWorker', 'Extras', 'MockTask', 'PromiseRoot', 'StreamPump']

/** Letters up to which a cell says again what the one before it says. */
const SAID_AGAIN = 14

/** The document's tables, by room: one line an operation, one column a suspension. */
export function cancelDocument(rows: readonly CancelRow[]): string[] {
  return ROOMS.flatMap(room => {
    const lines = rows.filter(row => row.room === room).map(lineOf)
    return lines.length === 0 ? [] : [`## \`pollux/${room}\``, '', `| operation | ${SUSPENSIONS.join(' | ')} |`, '| --- | --- | --- | --- | --- |', ...lines, '']
  })
}

function lineOf({ name, loses }: CancelRow): string {
  const cells = SUSPENSIONS.map(at => loses[at] ?? '–')
  const short = cells.map((cell, i) => (cell === cells[i - 1] && cell.length > SAID_AGAIN ? 'the same' : cell))
  return `| ${[name.includes('`') ? name : `\`${name}\``, ...short].join(' | ')} |`
}
