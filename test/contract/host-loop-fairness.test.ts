import { once } from 'node:events'
import { connect, createServer, type AddressInfo, type Socket } from 'node:net'
import { setTimeout as later } from 'node:timers'
import { afterEach, describe, expect, it } from 'vitest'
import { Pending, pollFn, Runtime } from '../../src/index.ts'
import type { Poll } from '../../src/index.ts'
import { hostTurns } from '../support/host-turns.ts'
import { SliceSpy } from '../support/slice-spy.ts'

// A real host with a real server, beside tasks that are always ready. Nothing is timed: slices are counted.

const runtimes: Runtime[] = []
afterEach(() => { for (const runtime of runtimes.splice(0)) runtime[Symbol.dispose]() })

/** A runtime with `count` tasks that never rest; `each` runs in every poll of the first. */
function busyRuntime(count: number, each: () => void = () => {}): SliceSpy {
  const driver = new SliceSpy()
  const runtime = new Runtime({ driver })
  runtimes.push(runtime)
  for (let at = 0; at < count; at++) {
    runtime.spawnLocal(pollFn((cx): Poll<void> => {
      if (at === 0) each()
      cx.waker.wake()
      return Pending
    }))
  }
  return driver
}

/** Slices that passed between a client's write and the arrival of its echo, for each of `rounds`. */
async function echoes(driver: SliceSpy, rounds: number): Promise<number[]> {
  const server = createServer(socket => void socket.pipe(socket)).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const client: Socket = connect((server.address() as AddressInfo).port, '127.0.0.1').setNoDelay()
  await once(client, 'connect')
  const slices: number[] = []
  for (let round = 0; round < rounds; round++) {
    const before = driver.slices
    client.write('x')
    await once(client, 'data')
    slices.push(driver.slices - before)
  }
  client.destroy()
  server.close()
  await once(server, 'close')
  return slices
}

const median = (values: number[]): number => values.toSorted((a, b) => a - b)[values.length >> 1]!

describe('29: busy tasks leave the host its turns', () => {
  it('29: a TCP server answers within some slices', async () => {
    const driver = busyRuntime(100)
    const slices = await echoes(driver, 51)
    expect(slices.length).toBe(51)
    // Each way needs a turn, and the network may take its time; starved, it would be thousands, or for ever.
    expect(median(slices)).toBeLessThanOrEqual(20)
  })

  it('29: a timer that is due fires within two slices', async () => {
    let due = Infinity
    let noticed: number | null = null
    const driver: SliceSpy = busyRuntime(100, () => {
      if (noticed === null && performance.now() > due) noticed = driver.slices
    })
    const lags: number[] = []
    for (let round = 0; round < 21; round++) {
      noticed = null
      due = performance.now() + 4
      // A host's timer may be set by a clock that is a slice behind: it is due, at the latest, a millisecond later.
      const fired = await new Promise<number>(resolve => later(() => resolve(driver.slices), 3))
      lags.push(fired - (noticed ?? fired))
    }
    // The median: the machine may take the thread away between any two slices, and did in one of some hundred rounds.
    expect(lags.sort((a, b) => a - b)[10]).toBeLessThanOrEqual(2)
  })

  it('29: microtasks and immediates of the host run between two slices', async () => {
    const driver = busyRuntime(1)
    await hostTurns(1)
    const before = driver.slices
    await Promise.resolve()
    expect(driver.slices).toBe(before)
    await hostTurns(10)
    expect(driver.slices - before).toBeGreaterThanOrEqual(9)
    expect(driver.slices - before).toBeLessThanOrEqual(11)
  })

  it('29: a second busy runtime takes slices from the first, not turns from the host', async () => {
    const drivers = [busyRuntime(10), busyRuntime(10), busyRuntime(10)]
    await hostTurns(1)
    const before = drivers.map(driver => driver.slices)
    await hostTurns(30)
    for (const [at, driver] of drivers.entries()) {
      expect(driver.slices - before[at]!).toBeGreaterThanOrEqual(9)
      expect(driver.slices - before[at]!).toBeLessThanOrEqual(11)
    }
    expect(median(await echoes(drivers[0]!, 21))).toBeLessThanOrEqual(20)
  })
})
