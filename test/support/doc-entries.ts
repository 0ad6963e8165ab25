/** An entry of a document that explains by example: its heading, its first line of code, and programs with what they print. */
export interface DocEntry {
  readonly title: string
  readonly code: string
  readonly cases: readonly { readonly program: string; readonly printed: string }[]
}

/** The `##` sections of `markdown`. In each, a `text` block is what the `ts` block before it prints. */
export function docEntries(markdown: string): DocEntry[] {
  return markdown.split(/^## /m).slice(1).map(section => {
    const blocks = [...section.matchAll(/^```(\w+)\n(.*?)^```$/gms)].map(([, language, text]) => ({ language, text: text!.replace(/\n$/, '') }))
    const cases = blocks.flatMap(({ language, text }, at) => (language === 'text' ? [{ program: blocks[at - 1]?.text ?? '', printed: text }] : []))
    const programs = blocks.filter(({ language }) => language === 'ts').length
    if (cases.length !== programs) throw new Error(`${section.split('\n')[0]}: ${programs} programs and ${cases.length} prints`)
    return { title: section.split('\n')[0]!, code: /^`(\w+)`$/m.exec(section)?.[1] ?? '', cases }
  })
}
