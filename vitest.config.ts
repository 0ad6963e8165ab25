import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    pool: 'forks',
    maxWorkers: 2,
    execArgv: ['--expose-gc'],
    testTimeout: 60_000,
    // The first hook that needs the package builds and packs it.
    hookTimeout: 120_000,
    globalSetup: ['test/support/stuck-files.ts', 'test/support/pack-once.ts'],
    setupFiles: ['test/support/file-begins.ts'],
  },
})
