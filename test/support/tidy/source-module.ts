/**
 * One source file as the tidy rules see it: parsed, so that a word in a comment, a string or a regular expression is
 * never taken for code. The tree is ESTree as `oxc-parser` gives it; rules look at `type` and at the few fields that they
 * name, so nodes are typed loosely.
 */
import { parseSync } from 'oxc-parser'

export interface SyntaxNode {
  type: string
  start: number
  end: number
  [field: string]: unknown
}

export interface SourceComment {
  text: string
  start: number
}

export class SourceModule {
  /** From the root of the tree, with forward slashes: `src/future/map.ts`. */
  readonly path: string
  readonly text: string
  readonly statements: SyntaxNode[]
  readonly comments: SourceComment[]
  private readonly lineStarts: number[]

  /** @throws SyntaxError if the text does not parse. */
  constructor(path: string, text: string) {
    const { program, comments, errors } = parseSync(path, text, { sourceType: 'module' })
    if (errors.length > 0) throw new SyntaxError(`${path}: ${errors[0]!.message}`)
    this.path = path
    this.text = text
    this.statements = program.body as unknown as SyntaxNode[]
    this.comments = comments.map(({ value, start }) => ({ text: value, start }))
    this.lineStarts = [0]
    for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) this.lineStarts.push(at + 1)
  }

  /** The line of a character, counted from 1. */
  lineAt(offset: number): number {
    let low = 0
    let high = this.lineStarts.length
    while (high - low > 1) {
      const middle = (low + high) >> 1
      if (this.lineStarts[middle]! <= offset) low = middle
      else high = middle
    }
    return low + 1
  }

  /** Lines of text; a newline at the end opens no further one. */
  get lineCount(): number {
    return this.text.endsWith('\n') ? this.lineStarts.length - 1 : this.lineStarts.length
  }

  /** How a violation is reported, so that a terminal makes a link of it. */
  report(offset: number, message: string): string {
    return `${this.path}:${this.lineAt(offset)}: ${message}`
  }

  /** Calls `visit` for every node, parents first. */
  walk(visit: (node: SyntaxNode) => void): void {
    for (const statement of this.statements) walkNode(statement, visit)
  }
}

function walkNode(node: SyntaxNode, visit: (node: SyntaxNode) => void): void {
  visit(node)
  for (const field of Object.values(node)) {
    if (isNode(field)) walkNode(field, visit)
    else if (Array.isArray(field)) for (const item of field) if (isNode(item)) walkNode(item, visit)
  }
}

function isNode(value: unknown): value is SyntaxNode {
  return typeof value === 'object' && value !== null && typeof (value as { type?: unknown }).type === 'string'
}

/** The text of a string literal, or null for every other node. */
export function stringOf(node: unknown): string | null {
  if (!isNode(node) || node.type !== 'Literal') return null
  return typeof node['value'] === 'string' ? node['value'] : null
}

/** The name of an identifier, or null for every other node. */
export function nameOf(node: unknown): string | null {
  return isNode(node) && node.type === 'Identifier' ? (node['name'] as string) : null
}
