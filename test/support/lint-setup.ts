// For a run of test files under lints (`lints-healthy.test.ts`): each test file and each finding becomes a line of the file that LINTS_FOUND names.
import { appendFileSync } from 'node:fs'
import { expect } from 'vitest'
import { formatFinding, lintEverywhere } from '../../src/watch/index.ts'

const found = process.env['LINTS_FOUND']!
appendFileSync(found, 'looked at\n')

lintEverywhere({
  // Tests of misuse and of shutting down do these on purpose; both are seen for certain, not guessed.
  allow: ['poll-after-completion', 'never-polled'],
  onFinding(finding) {
    const [what] = formatFinding(finding).split('\n')
    appendFileSync(found, `${expect.getState().currentTestName}: ${what}\n`)
  },
})
