// The README's programs run, and print what it says they print.
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { promisedLines } from '../support/guide-blocks.ts'
import { runModule } from '../support/run-module.ts'

const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8')
const programs = [...readme.matchAll(/^```ts\n(.*?)^```$/gms)].map(([, text]) => text!)

/** Stands in for the server program's last line: asks it once, and ends. */
const ASK_ONCE = `.listen(0, '127.0.0.1', async function (this: any) {
  console.log(await (await fetch('http://127.0.0.1:' + this.address().port + '/ada+grace')).text())
  this.close()
  this.closeAllConnections()
})`

describe('README.md', () => {
  it('has the two programs that are run here', () => {
    expect(programs.length).toBe(2)
    expect(programs[1]).toContain('.listen(8080)')
  })

  it('the first program prints what it says', () => {
    expect(runModule(programs[0]!)).toEqual({ out: promisedLines(programs[0]!), errors: '', status: 0 })
  })

  it('the server answers, and the process ends when it is closed', () => {
    expect(runModule(programs[1]!.replace('.listen(8080)', ASK_ONCE))).toEqual({ out: ['hello ada,hello grace'], errors: '', status: 0 })
  })
})
