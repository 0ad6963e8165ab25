// A page and its workers, with and without shared memory.
import { blockOn, hostLoop, map, Pending, pollFn, remoteWaker, Runtime, sleep, toPromise } from '../../../src/index.ts'
import type { Poll, RemoteWaker } from '../../../src/index.ts'
import { thrownBy } from '../../support/thrown.ts'
import { dom, frames, type PageWorker } from './dom.ts'
import { HostCalls } from './host-calls.ts'
import { refusal, type Refusal } from './refusal.ts'
import type { Job } from './worker-jobs.ts'

class JobWorker implements Disposable {
  private readonly worker: PageWorker

  constructor() {
    // By the name that it has in the page.
    this.worker = new dom.Worker(new URL('./worker-jobs.js', import.meta.url), { type: 'module' })
  }

  ask(job: Job): Promise<unknown> {
    const answered = new Promise(resolve => { this.worker.addEventListener('message', ({ data }) => resolve(data)) })
    this.worker.postMessage(job)
    return answered
  }

  [Symbol.dispose](): void {
    this.worker.terminate()
  }
}

/** What a worker answers to one job. */
export async function inWorker(name: Job['name']): Promise<unknown> {
  using worker = new JobWorker()
  return await worker.ask({ name })
}

/** What `remoteWaker` throws in a task, and whether the task and its runtime get over it. */
export async function remoteWakerRefused(): Promise<{ error: string; after: string }> {
  using runtime = new Runtime({ driver: hostLoop() })
  const error = await toPromise(pollFn(cx => String(thrownBy(() => remoteWaker(cx.waker)))), { runtime })
  return { error, after: await toPromise(map(sleep(1), () => 'slept'), { runtime }) }
}

/** A future of the page's that a worker wakes. */
export async function wokenByWorker(): Promise<{ trace: string[]; outstanding: number }> {
  const calls = new HostCalls()
  const trace: string[] = []
  using worker = new JobWorker()
  using runtime = new Runtime({ driver: hostLoop() })
  let remote: RemoteWaker | null = null
  await toPromise(pollFn((cx): Poll<void> => {
    trace.push('poll')
    if (remote !== null) return
    remote = remoteWaker(cx.waker)
    void worker.ask({ name: 'wake', handle: remote.handle })
    return Pending
  }), { runtime })
  ;(remote as RemoteWaker | null)?.[Symbol.dispose]()
  await frames(2)
  return { trace, outstanding: calls.outstanding }
}

export function blockOnPage(): Refusal {
  return refusal(() => blockOn(sleep(1e6)))
}
