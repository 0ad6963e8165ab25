// Cancel safety of `src/watch`: the rows of the table.
import { inAsyncContext, inDebuggerTask, lint, linted } from '../../src/watch/index.ts'
import { around, inside } from './cancel-future.ts'
import type { CancelRow } from './cancel-row.ts'

export const watchRows: readonly CancelRow[] = [
  {
    ...around('watch', '`inAsyncContext(future)`, `inDebuggerTask(future)`', leaf => inAsyncContext(leaf)),
    worlds: [ledger => inside(ledger, leaf => inAsyncContext(leaf)), ledger => inside(ledger, leaf => inDebuggerTask(leaf))],
  },
  around('watch', 'linted(future, lints)', leaf => linted(leaf, lint({ onFinding: () => {} }))),
]
