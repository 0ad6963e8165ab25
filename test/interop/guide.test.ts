// Every block of code in the guide is a program, and prints what the guide says it prints.
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { runModule } from '../support/run-module.ts'

const guide = readFileSync(new URL('../../docs/guides/promises.md', import.meta.url), 'utf8')
const blocks = [...guide.matchAll(/^```(\w+)\n(.*?)^```$/gms)].map(([, language, text]) => ({ language: language!, text: text! }))

/** The lines behind `//=>`, in order. */
const promised = (text: string): string[] => [...text.matchAll(/\/\/=> (.*)$/gm)].map(([, line]) => line!)

/** As much of a page as the guide's script needs, a click on its button, and another one in mid-flight. */
const PAGE = `
const elements: Record<string, any> = { button: {}, output: {} }
const answers: ((response: unknown) => void)[] = []
Object.assign(globalThis, {
  document: { querySelector: (name: string) => elements[name] },
  fetch: () => new Promise(resolve => { answers.push(resolve) }),
})
const click = () => elements.button.onclick()
`
const CLICKS = `
const clicks = [click(), click()]
for (const [at, answer] of answers.entries()) answer({ text: async () => 'answer ' + at })
await Promise.all(clicks)
console.log(elements.output.value)
`

describe('docs/guides/promises.md', () => {
  it('has the blocks that are run here', () => {
    expect(blocks.map(({ language }) => language)).toEqual(['ts', 'html', 'ts', 'ts', 'ts', 'ts', 'ts', 'ts', 'ts'])
  })

  it.each(blocks.filter(({ language }) => language === 'ts').map(({ text }, at) => [at + 1, text] as const))('program %i', (_, text) => {
    expect(promised(text)).not.toEqual([])
    expect(runModule(text)).toEqual({ out: promised(text), errors: '', status: 0 })
  })

  it('the page: the second click drops the first one’s future', () => {
    const html = blocks.find(({ language }) => language === 'html')!.text
    const script = /<script type="module">\n(.*?)<\/script>/s.exec(html)![1]!
    const [imports, body] = [script.match(/^ *import .*$/gm)!.join('\n'), script.replace(/^ *import .*$/gm, '')]
    expect(runModule(`${imports}\n${PAGE}\n${body}\n${CLICKS}`)).toEqual({ out: ['answer 1'], errors: '', status: 0 })
  })
})
