/**
 * `--compare`: the scan beside what else one could write, on the same database.
 *
 * Every variant runs in a process of its own, so that none profits or suffers from the code that another one made hot;
 * the rounds are interleaved, so that a machine that slows down slows all; of the rounds the median counts. All must
 * give the same answer, down to a checksum over all bytes.
 */
import { execFileSync } from 'node:child_process'
import { closeSync, copyFileSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { openDatabase } from '../database.ts'
import { openPlainFile } from '../format/open-file.ts'
import { count } from '../output/entry-printer.ts'
import type { Range } from '../range.ts'
import type { PlainRange, VariantName, VariantReport } from './variant.ts'

const ROUNDS = 3

/** Below so many milliseconds the entries are not what is measured. */
const TELLING = 20

const TITLES: Readonly<Record<VariantName, string>> = {
  pollux: 'pollux, as npm start scans',
  'pollux-one-thread': 'pollux, without a reader thread',
  'plain-loop': 'plain synchronous loop',
  'async-generators': 'async generators',
  'classic-level': "classic-level's for await",
}

const NAMES = Object.keys(TITLES) as VariantName[]

/** Runs the comparison and gives what is to be printed. `tell` is told how far it is. */
export function compare(folder: string, range: Range, json: boolean, tell: (text: string) => void): string {
  // Says at once what is wrong with the database, if something is.
  openDatabase(folder)
  const copy = mkdtempSync(join(tmpdir(), 'leveldb-scan-'))
  try {
    copyDatabase(folder, copy)
    const reports = new Map<VariantName, VariantReport[]>(NAMES.map(name => [name, []]))
    for (let round = 1; round <= ROUNDS; round++) {
      for (const name of NAMES) {
        tell(`\r\u001b[Kround ${round} of ${ROUNDS}: ${TITLES[name]}`)
        reports.get(name)!.push(runVariant(name, name === 'classic-level' ? copy : folder, range))
      }
    }
    tell('\r\u001b[K')
    return json ? asJson(reports) : asText(reports)
  } finally {
    rmSync(copy, { recursive: true, force: true })
  }
}

/** LevelDB locks what it opens and rewrites its logs, so it is given a copy. */
function copyDatabase(folder: string, copy: string): void {
  for (const name of readdirSync(folder)) {
    if (!/^(CURRENT|MANIFEST-\d+|\d+\.(log|ldb|sst))$/.test(name)) continue
    // A pipe would be copied for ever.
    closeSync(openPlainFile(join(folder, name)).fd)
    copyFileSync(join(folder, name), join(copy, name))
  }
}

function runVariant(name: VariantName, folder: string, { from, to, limit }: Range): VariantReport {
  const hex = (key: Uint8Array | null) => (key === null ? null : Buffer.from(key).toString('hex'))
  const range: PlainRange = { from: hex(from), to: hex(to), limit: limit === Infinity ? null : limit }
  const script = fileURLToPath(new URL('./variant.ts', import.meta.url))
  const args = ['--import', 'tsx', script, name, folder, JSON.stringify(range)]
  const output = execFileSync(process.execPath, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] })
  return JSON.parse(output) as VariantReport
}

interface Result {
  readonly name: VariantName
  readonly milliseconds: number
}

/** The median of each variant. @throws Error unless all gave one answer. */
function results(reports: Map<VariantName, VariantReport[]>): { entries: number; bytes: number; checksum: number; results: Result[] } {
  const { answer } = reports.get('pollux')![0]!
  const medians: Result[] = []
  for (const [name, all] of reports) {
    for (const report of all) {
      if (JSON.stringify(report.answer) === JSON.stringify(answer)) continue
      throw new Error(`${name} answers ${JSON.stringify(report.answer)}, and pollux ${JSON.stringify(answer)}`)
    }
    const times = all.map(report => report.milliseconds).sort((a, b) => a - b)
    medians.push({ name, milliseconds: times[times.length >> 1]! })
  }
  return { ...answer, results: medians }
}

function asJson(reports: Map<VariantName, VariantReport[]>): string {
  const { entries, bytes, checksum, results: all } = results(reports)
  const pollux = all[0]!.milliseconds
  const variants = all.map(({ name, milliseconds }) => ({
    name,
    milliseconds: round(milliseconds),
    nanosecondsPerEntry: round((milliseconds * 1e6) / Math.max(1, entries)),
    timesPollux: round(milliseconds / pollux),
  }))
  return `${JSON.stringify({ entries, bytes, checksum, variants })}\n`
}

function asText(reports: Map<VariantName, VariantReport[]>): string {
  const { entries, bytes, results: all } = results(reports)
  const time = (name: VariantName) => all.find(result => result.name === name)!.milliseconds
  const pollux = time('pollux')
  const lines = [
    `${count(entries)} entries, ${count(bytes)} bytes; every variant gives the same`,
    '',
    `${'× pollux'.padStart(48)}${'ms'.padStart(12)}${'ns an entry'.padStart(14)}`,
    ...all.map(({ name, milliseconds }) =>
      TITLES[name].padEnd(38) +
      (milliseconds / pollux).toFixed(2).padStart(10) +
      milliseconds.toFixed(1).padStart(12) +
      ((milliseconds * 1e6) / Math.max(1, entries)).toFixed(0).padStart(14),
    ),
    '',
    `pollux is ${(time('classic-level') / pollux).toFixed(1)} times as fast as classic-level's iterator, and takes ` +
      `${(pollux / time('plain-loop')).toFixed(2)} times as long as the plain loop`,
    `(on one thread, as the plain loop: ${(time('pollux-one-thread') / time('plain-loop')).toFixed(2)} times)`,
  ]
  if (pollux < TELLING) lines.push('so short a scan mostly opens tables, which classic-level keeps open; compare on a larger database')
  return `${lines.join('\n')}\n`
}

function round(value: number): number {
  return Number(value.toPrecision(4))
}
