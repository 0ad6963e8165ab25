// The worker's side of `threads.ts`: one job a message, its answer a message.
import { blockOn, hostLoop, joinAll, map, Runtime, sleep, toPromise, wakeRemote } from '../../../src/index.ts'
import type { RemoteHandle } from '../../../src/index.ts'
import { refusal } from './refusal.ts'

export interface Job {
  readonly name: keyof typeof jobs
  readonly handle?: RemoteHandle
}

const jobs = {
  async hosted(): Promise<string[]> {
    const trace: string[] = []
    using runtime = new Runtime({ driver: hostLoop() })
    const note = (ms: number) => runtime.spawn(map(sleep(ms), () => { trace.push(`slept ${ms}`) }))
    await toPromise(joinAll([note(100), note(1)]), { runtime })
    return trace
  },
  blocked: () => refusal(() => blockOn(sleep(1e6))),
  parked: () => blockOn(map(sleep(5), () => 'slept')),
  jobParked: () => refusal(() => {
    using runtime = new Runtime()
    return runtime.blockOn(runtime.spawnBlocking((n: number) => n, 1))
  }),
  wake(handle?: RemoteHandle): string {
    wakeRemote(handle!)
    return 'woke'
  },
}

const scope = globalThis as unknown as {
  addEventListener(type: 'message', listener: (event: { data: Job }) => void): void
  postMessage(message: unknown): void
}

scope.addEventListener('message', ({ data: { name, handle } }) => {
  void Promise.resolve(jobs[name](handle)).then(answer => scope.postMessage(answer))
})
