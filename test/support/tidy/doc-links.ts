/** Links between the documents of the repository, and whether what they point at is there. */
import { posix } from 'node:path'
import type { TextFiles } from './repository.ts'

interface Link {
  target: string
  line: number
}

/** Links that lead nowhere: a missing file or folder, or a heading that its document does not have. */
export function brokenLinks(files: TextFiles): string[] {
  const folders = new Set([...files.keys()].flatMap(foldersOf))
  return [...files].flatMap(([path, text]) => {
    if (!path.endsWith('.md')) return []
    return linksOf(text).flatMap(({ target, line }) => {
      const [file = '', heading] = decodeURI(target).split('#')
      const at = file === '' ? path : posix.join(posix.dirname(path), file).replace(/\/$/, '')
      if (!files.has(at) && !folders.has(at)) return [`${path}:${line}: ${target} does not exist`]
      if (heading === undefined || !at.endsWith('.md') || headingsOf(files.get(at)!).has(heading)) return []
      return [`${path}:${line}: ${target} has no such heading`]
    })
  })
}

function foldersOf(path: string): string[] {
  const folder = posix.dirname(path)
  return folder === '.' ? ['.'] : [folder, ...foldersOf(folder)]
}

/** `[text](target)`, `![text](target)` and `[name]: target`, outside of code, with a target in this repository. */
function linksOf(markdown: string): Link[] {
  return prose(markdown).flatMap((text, at) => {
    const targets = [...text.matchAll(/\]\(\s*<?([^)\s>]+)>?(?:\s+"[^"]*")?\s*\)|^\s*\[[^\]]+\]:\s*<?(\S+?)>?\s*$/g)].map(match => match[1] ?? match[2]!)
    return targets.filter(target => !/^[a-z][a-z+.-]*:/i.test(target)).map(target => ({ target, line: at + 1 }))
  })
}

/** The lines with fenced blocks and code spans blanked, so that numbers of lines stay. */
function prose(markdown: string): string[] {
  let fence: string | null = null
  return markdown.split('\n').map(text => {
    const mark = /^\s*(```+|~~~+)/.exec(text)?.[1]
    if (fence !== null) {
      if (mark?.startsWith(fence) === true) fence = null
      return ''
    }
    if (mark === undefined) return text.replace(/(`+)(?!`).*?(?<!`)\1(?!`)/g, '')
    fence = mark
    return ''
  })
}

/** The anchors that hosts of Markdown give to headings: lower case, punctuation gone, spaces to hyphens, twins numbered. */
function headingsOf(markdown: string): Set<string> {
  const anchors = new Set<string>()
  for (const text of headingLines(markdown)) {
    const anchor = text.toLowerCase().replace(/[^\p{L}\p{N}\s_-]/gu, '').trim().replaceAll(/\s/g, '-')
    let unique = anchor
    for (let twin = 1; anchors.has(unique); twin++) unique = `${anchor}-${twin}`
    anchors.add(unique)
  }
  return anchors
}

/** Headings keep their code spans, so fences alone are skipped. */
function headingLines(markdown: string): string[] {
  const outside = prose(markdown)
  return markdown.split('\n').flatMap((text, at) => {
    const heading = outside[at] === '' ? null : /^#{1,6}\s+(.*?)\s*#*$/.exec(text)
    return heading === null ? [] : [heading[1]!]
  })
}
