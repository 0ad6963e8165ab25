// Cancel safety of `src/traits`: the rows of the table.
import { asyncFnMut, asyncTrait, dynStar, opaque } from '../../src/traits/index.ts'
import { around, inside } from './cancel-future.ts'
import type { CancelRow } from './cancel-row.ts'

export const traitRows: readonly CancelRow[] = [
  {
    ...around('traits', '`asyncTrait(impl).method()`', leaf => asyncTrait({ method: () => leaf }, { send: false }).method()),
    worlds: [ledger => inside(ledger, leaf => asyncTrait({ method: () => leaf }).method()), ledger => inside(ledger, leaf => asyncTrait({ method: () => leaf }, { send: false }).method())],
  },
  {
    ...around('traits', '`dynStar(future)`, `dynStar(impl).method()`', leaf => dynStar(leaf)),
    worlds: [ledger => inside(ledger, leaf => dynStar(leaf)), ledger => inside(ledger, leaf => dynStar({ method: () => leaf }, 'reuse').method())],
  },
  around('traits', 'opaque(future)', leaf => opaque(leaf)),
  around('traits', 'the future of an `asyncFnMut(fn)`', leaf => asyncFnMut(() => leaf)()),
]
