import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Host } from '../../src/index.ts'

// What is found among the globals. Each test looks anew, on a host that is made to look like another.

beforeEach(() => { vi.resetModules() })
afterEach(() => { vi.unstubAllGlobals() })

/** The host as a module that is loaded now finds it, with `globals` in place while it looks. */
async function hostWith(globals: Record<string, unknown>): Promise<Host> {
  const { thisHost } = await import('../../src/runtime/host.ts')
  for (const [name, value] of Object.entries(globals)) vi.stubGlobal(name, value)
  return thisHost()
}

/** A channel that delivers when told to. */
class SlowChannel {
  static readonly made: SlowChannel[] = []
  sent = 0
  private listener: () => void = () => {}
  readonly port1 = {
    addEventListener: (_type: string, listener: () => void): void => { this.listener = listener },
    start: (): void => {},
  }
  readonly port2 = { postMessage: (): void => void this.sent++ }

  constructor() {
    SlowChannel.made.push(this)
  }

  deliver(): void {
    this.listener()
  }
}

describe('29: the host', () => {
  it('29: Node, Bun and Deno: setImmediate, looked up at each use', async () => {
    const host = await hostWith({})
    const asked: (() => void)[] = []
    vi.stubGlobal('setImmediate', (turn: () => void) => asked.push(turn))
    let turns = 0
    host.soon(() => turns++)
    expect([asked.length, turns]).toEqual([1, 0])
    asked[0]!()
    expect(turns).toBe(1)
    expect(host.turnMs).toBe(1)
  })

  it('29: Deno: turns as much shorter as it looks less often at its sockets', async () => {
    const host = await hostWith({ Deno: {} })
    expect(host.turnMs).toBe(1 / 61)
  })

  it('29: a page: MessageChannel, a message a turn, in order; never a timer', async () => {
    const host = await hostWith({ setImmediate: undefined, MessageChannel: SlowChannel, setTimeout: undefined })
    const trace: string[] = []
    for (const name of ['a', 'b']) host.soon(() => trace.push(name))
    const [channel] = SlowChannel.made
    expect([SlowChannel.made.length, channel!.sent, trace.length]).toEqual([1, 2, 0])
    channel!.deliver()
    expect(trace).toEqual(['a'])
    channel!.deliver()
    expect(trace).toEqual(['a', 'b'])
    expect(host.turnMs).toBe(1)
  })

  it('29: a page: a turn that throws takes no other with it', async () => {
    SlowChannel.made.length = 0
    const host = await hostWith({ setImmediate: undefined, MessageChannel: SlowChannel })
    let turns = 0
    host.soon(() => { throw new Error('in a turn') })
    host.soon(() => turns++)
    expect(() => SlowChannel.made[0]!.deliver()).toThrow('in a turn')
    SlowChannel.made[0]!.deliver()
    expect(turns).toBe(1)
  })

  it('29: one that has neither is refused', async () => {
    await expect(hostWith({ setImmediate: undefined, MessageChannel: undefined })).rejects.toThrow(
      'hostLoop: this host has neither setImmediate nor MessageChannel; give hostLoop({ host }) one of your own',
    )
  })

  it('29: it is looked for once, and not on load', async () => {
    vi.stubGlobal('setImmediate', undefined)
    vi.stubGlobal('MessageChannel', undefined)
    vi.stubGlobal('SharedArrayBuffer', undefined)
    const { hostLoop } = await import('../../src/index.ts')
    expect(() => hostLoop()).toThrow(TypeError)
    vi.unstubAllGlobals()
    hostLoop()
  })

  it('29: the process, where there is one that tells of its end', async () => {
    const host = await hostWith({})
    expect(host.process).toBe(process)
    for (const process of [undefined, {}, { on: 1 }]) {
      vi.stubGlobal('process', process)
      expect(host.process).toBe(null)
      vi.unstubAllGlobals()
    }
  })
})
