/**
 * A function as text, which a worker compiles again. Only one that stands by itself survives that; what can be seen here
 * not to is refused at the call, and a captured variable by the worker, when it is missed.
 */

/** `function …`, `async function …`, `(…) =>`, `x =>`, `async x =>`; a method opens with its name and a parenthesis. */
const WRITTEN_ALONE = /^(?:async\b\s*)?(?:function\b|\(|[\p{L}_$][\p{L}\p{N}_$]*\s*=>)/u

/** Comments, strings, templates, words, or one other character. */
const TOKEN = /\/\/.*|\/\*[^]*?\*\/|'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"|`(?:\\[^]|[^`\\])*`|[\p{L}_$][\p{L}\p{N}_$]*|\S/gu

/** The words before a parenthesis and a brace that make no function. */
const CONTROL = new Set(['if', 'for', 'while', 'switch', 'catch', 'with', 'await'])

/**
 * The text of `fn`.
 *
 * @throws TypeError for what cannot be sent so: native and bound functions, classes, methods, generators, functions that
 * use `this`, and arrows that use the `arguments` of what is around them.
 */
export function sourceOf(fn: (...args: never[]) => unknown): string {
  const source = Function.prototype.toString.call(fn)
  const name = nameOfFunction(fn)
  if (/\{\s*\[native code\]\s*\}\s*$/.test(source)) refuse(name, 'is native or bound, and has no text')
  if (/^class\b/.test(source)) refuse(name, 'is a class')
  if (/Generator/.test(Object.prototype.toString.call(fn))) refuse(name, 'is a generator, whose steps would stay in the worker')
  if (!WRITTEN_ALONE.test(source)) refuse(name, 'is a method; write function or an arrow')
  if (usesOwn('this', source)) refuse(name, 'uses this, which is not sent')
  if (isArrow(source) && usesOwn('arguments', source)) {
    refuse(name, 'uses arguments, of which an arrow has none of its own; write (...args) =>, or a function')
  }
  return source
}

/** What a function goes by in messages. */
export function nameOfFunction(fn: { readonly name: unknown }): string {
  return typeof fn.name === 'string' && fn.name !== '' ? fn.name : '<anonymous>'
}

function refuse(name: string, why: string): never {
  throw new TypeError(
    `spawnBlocking: ${name} ${why}; give a function that stands by itself, or a module's export: ` +
      'spawnBlocking({ module: new URL(…, import.meta.url), export: … }, …)',
  )
}

function isArrow(source: string): boolean {
  return !/^(?:async\b\s*)?function\b/.test(source)
}

/**
 * Whether the function's own `word`, `this` or `arguments`, appears in `source`. That of classes, functions and methods inside is theirs: their
 * braces are passed over. A text that is read wrongly (a brace in a regular expression) may be let through, and fails there.
 */
function usesOwn(word: string, source: string): boolean {
  const tokens = (source.match(TOKEN) ?? []).filter(token => !/^(?:\/[/*]|['"`])/.test(token))
  const arrow = isArrow(source)
  const opened: boolean[] = []
  /** The word before each open parenthesis; that of the one closed last. */
  const before: string[] = []
  let closed = ''
  let inClass = false
  for (const [at, token] of tokens.entries()) {
    const last = tokens[at - 1] ?? ''
    if (token === '(') before.push(last)
    else if (token === ')') closed = before.pop() ?? ''
    else if (token === 'class' && last !== '.') inClass = true
    else if (token === '{') {
      const isOwn = (opened.length === 0 && !arrow) || !(inClass || (last === ')' && /^[\p{L}_$*]/u.test(closed) && !CONTROL.has(closed)))
      opened.push(isOwn)
      inClass = false
    } else if (token === '}') opened.pop()
    else if (token === word && last !== '.' && tokens[at + 1] !== ':' && opened.every(Boolean)) return true
  }
  return false
}
