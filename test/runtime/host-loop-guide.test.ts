// Every program in the guide runs, and prints what the guide says it prints.
import { describe, expect, it } from 'vitest'
import { DeadlockError, hostLoop, pending, Runtime } from '../../src/index.ts'
import { guideBlocks, promisedLines } from '../support/guide-blocks.ts'
import { ManualHost } from '../support/manual-host.ts'
import { Printed } from '../support/printed.ts'
import { runModule } from '../support/run-module.ts'

const blocks = guideBlocks('host-loop')

describe('docs/guides/host-loop.md', () => {
  it('29: has the blocks that are run here', () => {
    expect(blocks.map(({ language }) => language)).toEqual(['ts', 'text', 'ts'])
  })

  it.each(blocks.filter(({ language }) => language === 'ts').map(({ text }, at) => [at + 1, text] as const))('29: program %i', (_, text) => {
    expect(promisedLines(text)).not.toEqual([])
    expect(runModule(text)).toEqual({ out: promisedLines(text), errors: '', status: 0 })
  })

  it('1, 3: its leaf does nothing when made, registers while it waits, and finishes', () => {
    const leaf = blocks.at(-1)!.text.split('const runtime =')[0]!
    const program = `${leaf}
const trace: string[] = []
const runtime = new Runtime({ driver: hostLoop() })
runtime.external = delta => { trace.push(\`external \${delta}\`) }
const calls: ((output: string) => void)[] = []
const make = () => new Event(callback => { calls.push(callback) })
const [came, dropped, sync] = [make(), make(), new Event(callback => callback('at once'))]
trace.push(\`made, \${calls.length} arranged\`)
runtime.spawnLocal(map(came, output => { trace.push(output) }))
const task = runtime.spawnLocal(dropped)
runtime.spawnLocal(map(sync, output => { trace.push(output) }))
runtime.runUntilStalled()
trace.push('both wait')
calls[0]!('it came')
calls[0]!('again')
task.abort()
runtime.runUntilStalled()
calls[1]!('too late')
try { came.poll({ waker: { wake() {}, willWake: () => false } }) } catch (error) { trace.push((error as Error).name) }
console.log(trace.join('; '))`
    expect(runModule(program)).toEqual({
      out: ['made, 0 arranged; external 1; external 1; at once; both wait; external -1; it came; external -1; PolledAfterCompletionError'],
      errors: '',
      status: 0,
    })
  })

  it('29: the report is the one that it shows', () => {
    const host = new ManualHost()
    using printed = new Printed()
    new Runtime({ driver: hostLoop({ host }), name: 'web' }).spawn(pending())
    host.end()
    const shown = blocks.find(({ language }) => language === 'text')!.text
    expect(`${printed.lines.join('\n')}\n`.startsWith(shown)).toBe(true)
    expect(shown).toContain(DeadlockError.name)
  })
})
