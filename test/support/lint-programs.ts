// Programs under lints, one after the other in one process: to start one for each takes longer than to run it.
// Loaded as `node --import tsx lint-programs.ts program …`; prints, for each, its name and what was found in it, as JSON, a line each.
import { writeSync } from 'node:fs'
import { formatFinding, lintEverywhere } from '../../src/watch/index.ts'

const found: string[] = []
lintEverywhere({ onFinding: finding => void found.push(formatFinding(finding)) })

// What the programs print is not asked for here.
process.stdout.write = () => true

const [, , ...programs] = process.argv
for (const program of programs) {
  await import(program)
  // What a program leaves to the host's event loop has a few turns; the end of the process has the rest.
  for (let turn = 0; turn < 10; turn++) await new Promise(resolve => setImmediate(resolve))
  tell(program)
}
process.on('exit', () => tell('the end'))

function tell(program: string): void {
  writeSync(3, `${JSON.stringify({ program, found: found.splice(0) })}\n`)
}
