/** What `tryJoin`, `selectOk` and their kin ask of an output. */
import { dropAllSuppressed } from './dispose.ts'
import { kindOf } from './kind-of.ts'
import type { Result } from './result.ts'

/**
 * `output`, if it is a `Result`. What is none is dropped, since nobody will get it.
 *
 * @throws TypeError that says who gave it: `where`.
 */
export function requireResult(output: unknown, where: string): Result<unknown, unknown> {
  const ok: unknown = (output as { ok?: unknown } | null | undefined)?.ok
  if (ok === true || ok === false) return output as Result<unknown, unknown>
  const error = new TypeError(`${where} gave ${kindOf(output)}, which is no Result; give Ok(value) or Err(error), or let catchUnwind(…) make it one`)
  dropAllSuppressed([output], error)
  throw error
}
