import { describe, expect, it } from 'vitest'
import { hostLoop, pollFn, Runtime } from '../../src/index.ts'
import { defaultHostRuntime } from '../../src/runtime/default-host.ts'
import { hostTurns } from '../support/host-turns.ts'

describe('46: the process’s default hostLoop', () => {
  it('46: is one runtime, which runs by itself', async () => {
    const runtime = defaultHostRuntime()
    expect(defaultHostRuntime()).toBe(runtime)
    expect(runtime.isHosted).toBe(true)
    let polls = 0
    runtime.spawnLocal(pollFn(() => void polls++))
    await hostTurns(2)
    expect(polls).toBe(1)
  })

  it('20, 46: is made anew if it was shut down', () => {
    const runtime = defaultHostRuntime()
    runtime[Symbol.dispose]()
    expect(runtime.isClosed).toBe(true)
    const next = defaultHostRuntime()
    expect(next).not.toBe(runtime)
    expect(next.isClosed).toBe(false)
  })

  it('46: also from inside the poll that shuts it down', () => {
    const runtime = defaultHostRuntime()
    let next: Runtime | null = null
    runtime.spawnLocal(pollFn(() => {
      runtime[Symbol.dispose]()
      next = defaultHostRuntime()
    }))
    runtime.runUntilStalled()
    expect(next).not.toBe(runtime)
  })

  it('46: isHosted says which runtimes the host runs', () => {
    expect([new Runtime().isHosted, new Runtime({ driver: hostLoop() }).isHosted]).toEqual([false, true])
  })
})
