/**
 * # Scanning a LevelDB database
 *
 * A storage engine is where lending iterators come from. Its entries pass through a tower of iterators, and nearly every
 * `next()` finds its entry in memory; one in many thousands has to wait for a block. With promises each of them would
 * cost a turn of the microtask queue. Here a `next()` that is ready is a few ordinary calls, and one that is not parks
 * the thread until the reader thread wakes it.
 *
 *     command.ts       the command: what it does, prints and exits with
 *     database.ts      CURRENT, the manifest and the logs: the state of the database
 *     scan.ts          the tower of iterators, and the future that runs it to its end
 *     iterators/       the parts of the tower that know the format
 *     source/          blocks: the seam, and the reader thread behind it
 *     format/          what the bytes mean; synchronous, no part of it knows of futures
 *     output/          entries as text or JSON; the progress bar
 *     compare/         `--compare`: the same decode by a plain loop, async generators, and classic-level itself
 */
import { leveldbScan } from './command.ts'

// npm runs its scripts in the package's folder, and tells here where it was called.
const from = process.env['npm_lifecycle_event'] === 'start' ? process.env['INIT_CWD'] : undefined

// Some reader thread may still be loading. All output is written, so nobody waits for it.
process.exit(await leveldbScan(process.argv.slice(2), 1, 2, from))
