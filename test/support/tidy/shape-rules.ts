/** How files look: their names, their size, what they open with, and what a barrel may hold. */
import { importsOf } from './module-graph.ts'
import { roomOf } from './rooms.ts'
import type { SourceModule, SyntaxNode } from './source-module.ts'
import { perModule, type Rule } from './source-tree.ts'

/** Past this a file holds two nouns. */
export const MAX_FILE_LINES = 400
/** Past this a function no longer fits on a screen. */
export const MAX_FUNCTION_LINES = 70

/** A row of the catalogue, `0.3-concat.ts`, keeps its number's dot. */
const KEBAB_CASE = /^(?:\d+\.\d+-)?[a-z0-9]+(?:-[a-z0-9]+)*(?:\.(?:test|bench|config))?\.(?:ts|js|mjs)$/

export const kebabCaseNames: Rule = perModule(function* (module) {
  const wrong = module.path.split('/').find((part, at, all) => !KEBAB_CASE.test(at === all.length - 1 ? part : `${part}.ts`))
  if (wrong !== undefined) yield module.report(0, `${wrong} is not in kebab-case`)
})

export const fileSizes: Rule = perModule(function* (module) {
  const lines = module.lineCount
  if (lines > MAX_FILE_LINES) yield module.report(0, `${lines} lines, more than ${MAX_FILE_LINES}`)
})

export const functionSizes: Rule = perModule(module => {
  const long: string[] = []
  module.walk(node => {
    if (!/^(?:FunctionDeclaration|FunctionExpression|ArrowFunctionExpression)$/.test(node.type)) return
    const lines = module.lineAt(node.end) - module.lineAt(node.start) + 1
    if (lines > MAX_FUNCTION_LINES) long.push(module.report(node.start, `a function of ${lines} lines, more than ${MAX_FUNCTION_LINES}`))
  })
  return long
})

/** Every module says what it is before its first statement; barrels are their own table of contents. */
export const openingComments: Rule = perModule(function* (module) {
  if (isBarrel(module.path) || openingComment(module) !== null) return
  yield module.report(0, 'opens with no comment')
})

/** Every room has a main file, one that opens with an essay: a comment with a heading. */
export const essays: Rule = tree => {
  const rooms = new Set<string>()
  const told = new Set<string>()
  for (const module of tree.values()) {
    const room = roomOf(module.path)
    if (room === null || room === '') continue
    rooms.add(room)
    if (/^[\s*]*# \S/.test(openingComment(module) ?? '')) told.add(room)
  }
  return [...rooms].filter(room => !told.has(room)).map(room => `src/${room}: no file opens with an essay`)
}

function openingComment(module: SourceModule): string | null {
  const first = module.statements[0]?.start ?? module.text.length
  // A third slash makes an instruction to the compiler, not a comment.
  return module.comments.find(({ start, text }) => start < first && !text.startsWith('/'))?.text ?? null
}

/** Barrels re-export by name and do nothing else; nobody but the root's barrel imports one. */
export const barrels: Rule = perModule(function* (module) {
  if (isBarrel(module.path)) {
    for (const statement of module.statements) {
      if (!isReExport(statement)) yield module.report(statement.start, 'a barrel only re-exports, by name')
    }
  }
  if (roomOf(module.path) === '') return
  for (const { target, offset } of importsOf(module)) {
    if (target !== null && isBarrel(target)) yield module.report(offset, `imports the barrel ${target}; import the module that it names`)
  }
})

function isReExport(statement: SyntaxNode): boolean {
  return statement.type === 'ExportNamedDeclaration' && statement['source'] !== null
}

function isBarrel(path: string): boolean {
  return /(?:^|\/)index\.ts$/.test(path)
}
