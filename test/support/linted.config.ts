import { defineConfig } from 'vitest/config'
import base from '../../vitest.config.ts'

/** The tests, with every runtime in them under lints. */
export default defineConfig({ ...base, test: { ...base.test, setupFiles: ['test/support/lint-setup.ts'] } })
