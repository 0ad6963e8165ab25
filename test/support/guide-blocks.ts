import { readFileSync } from 'node:fs'

/** A block of code of a guide: its language and its text. */
export interface GuideBlock {
  readonly language: string
  readonly text: string
}

/** The blocks of `docs/guides/<name>.md`, in order. */
export function guideBlocks(name: string): GuideBlock[] {
  const guide = readFileSync(new URL(`../../docs/guides/${name}.md`, import.meta.url), 'utf8')
  return [...guide.matchAll(/^```(\w+)\n(.*?)^```$/gms)].map(([, language, text]) => ({ language: language!, text: text! }))
}

/** The lines that a program is said to print: what stands behind `//=>`. */
export function promisedLines(text: string): string[] {
  return [...text.matchAll(/\/\/=> (.*)$/gm)].map(([, line]) => line!)
}
