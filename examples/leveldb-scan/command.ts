/** The command: parses its line, scans, prints, and says with which code to exit. */
import { writeSync } from 'node:fs'
import { resolve } from 'node:path'
import { isatty } from 'node:tty'
import { parseArguments, USAGE, UsageError, type Arguments } from './arguments.ts'
import { classicPackage } from './classic-package.ts'
import { openDatabase } from './database.ts'
import { isSystemError, LevelDbError, MissingPackageError } from './errors.ts'
import type { UserEntry } from './iterators/version-iterator.ts'
import { ByteSink, OutputClosed } from './output/byte-sink.ts'
import { JsonPrinter, TextPrinter, type EntryPrinter } from './output/entry-printer.ts'
import { ProgressBar } from './output/progress-bar.ts'
import { blockOn } from './pollux.ts'
import { levelsIn } from './range.ts'
import { Scan } from './scan.ts'
import { ReaderSource } from './source/reader-source.ts'

/**
 * Carries out the command line `args`, writing to the file descriptors `stdout` and `stderr`.
 *
 * @param from the folder from which a relative DIR is meant. Default: the working one.
 * @returns the exit code.
 * @throws only what is the fault of neither the database nor the user.
 */
export async function leveldbScan(args: readonly string[], stdout: number, stderr: number, from = ''): Promise<number> {
  const sink = new ByteSink(stdout)
  try {
    const options = parseArguments(args)
    if (options.help) sink.text(USAGE)
    else await run(options, from, sink, stdout, stderr)
    sink.flush()
    return 0
  } catch (error) {
    return report(error, stderr)
  }
}

async function run(options: Arguments, from: string, sink: ByteSink, stdout: number, stderr: number): Promise<void> {
  const folder = options.folder === null ? await (await import('./sample.ts')).ensureSample() : placed(from, options.folder)
  if (options.compare) {
    await classicPackage('--compare')
    const { compare } = await import('./compare/compare.ts')
    const tell = (text: string) => void (isatty(stderr) && writeSync(stderr, text))
    sink.text(compare(folder, options.range, options.json, tell))
  } else {
    scan(folder, options, sink, stdout, stderr)
  }
}

/** A relative folder stays so, in messages, where it is meant from here. */
function placed(from: string, folder: string): string {
  return from === '' || resolve(from) === resolve('') ? folder : resolve(from, folder)
}

/** Prints the entries, then the summary. What was read before an error is printed before it. */
function scan(folder: string, { range, json }: Arguments, sink: ByteSink, stdout: number, stderr: number): void {
  const printer = json ? new JsonPrinter(sink) : new TextPrinter(sink)
  const start = performance.now()
  using source = new ReaderSource(folder)
  const database = openDatabase(folder)
  const size = levelsIn(database, range).reduce((sum, { tables }) => tables.reduce((bytes, table) => bytes + table.size, sum), 0)
  const bar = progressBar(stdout, stderr, () => Math.max(source.bytesRead / size, task.count / range.limit))
  const visit = bar === null ? (entry: UserEntry) => printer.entry(entry) : withBar(printer, sink, bar, isatty(stdout))
  const task = new Scan(database, source, range, visit)
  try {
    const totals = blockOn(task)
    bar?.erase()
    printer.summary(totals, performance.now() - start)
  } finally {
    bar?.erase()
    sink.flush()
  }
}

/** Prints entries above the bar, which is drawn below whole lines only and is off the screen while more are written. */
function withBar(printer: EntryPrinter, sink: ByteSink, bar: ProgressBar, sameTerminal: boolean): (entry: UserEntry) => void {
  if (sameTerminal) sink.beforeWrite = () => bar.erase()
  return entry => {
    printer.entry(entry)
    if (!bar.isDue()) return
    sink.flush()
    bar.draw()
  }
}

/** Null where nobody would see it. */
function progressBar(stdout: number, stderr: number, fraction: () => number): ProgressBar | null {
  const fd = isatty(stderr) ? stderr : isatty(stdout) ? stdout : null
  if (fd === null) return null
  // A terminal that does not know its width says 0.
  const columns = (fd === stderr ? process.stderr : process.stdout).columns || 80
  return new ProgressBar(text => writeSync(fd, text), columns, () => performance.now(), fraction)
}

/** Says what went wrong. Returns the exit code; what is no failure of the database or its user is thrown on. */
function report(error: unknown, stderr: number): number {
  if (error instanceof OutputClosed) return 0
  if (error instanceof UsageError) {
    writeSync(stderr, `leveldb-scan: ${error.message}\n\n${USAGE}`)
    return 2
  }
  // The system refuses: a disk that is full, a folder that may not be written.
  if (!(error instanceof LevelDbError || error instanceof MissingPackageError) && !isSystemError(error)) throw error
  writeSync(stderr, `leveldb-scan: ${error.message}\n`)
  return 1
}
