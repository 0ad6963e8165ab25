// What tasks owe each other, without any order: a task is polled exactly when it was woken since its last poll, disposed when it
// was asked to abort, and nothing after its end. So it judges a run under any schedule.
import { Pending, type Future, type Waker } from '../../src/future/index.ts'
import { spawnLocal, type JoinHandle } from '../../src/runtime/index.ts'

/** One poll: whom it wakes and whom it aborts, by number, and whether it is the last. */
export interface WakeStep {
  readonly wakes: readonly number[]
  readonly aborts: readonly number[]
  readonly ends: boolean
}

export class WakeModel {
  /** What the model did not expect. */
  readonly complaints: string[] = []
  /** Told that the runtime shuts down: everything left is disposed. */
  over = false
  private readonly scripts: readonly (readonly WakeStep[])[]
  private readonly owed = new Set<number>()
  private readonly aborting = new Set<number>()
  private readonly ended = new Set<number>()
  private readonly wakers = new Map<number, Waker>()
  private handles: JoinHandle<void>[] = []

  constructor(scripts: readonly (readonly WakeStep[])[]) {
    this.scripts = scripts
  }

  spawn(): void {
    this.handles = this.scripts.map((_, id) => {
      this.owed.add(id)
      return spawnLocal(this.task(id))
    })
  }

  /** When nothing is ready: what was promised has been done. */
  atRest(): void {
    if (this.owed.size > 0) this.complaints.push(`never polled: ${[...this.owed].join()}`)
  }

  private task(id: number): Future<void> {
    let at = 0
    return {
      poll: cx => {
        if (!this.owed.delete(id) || this.aborting.has(id) || this.ended.has(id)) this.complaints.push(`polled: ${id}`)
        this.wakers.set(id, cx.waker)
        const step = this.scripts[id]![at++]
        for (const other of step?.wakes ?? []) this.wake(other)
        for (const other of step?.aborts ?? []) this.abort(other)
        if (step?.ends !== true) return Pending
        this.end(id)
      },
      [Symbol.dispose]: () => {
        if (this.ended.has(id) || !(this.over || this.aborting.has(id))) this.complaints.push(`disposed: ${id}`)
        this.end(id)
      },
    }
  }

  private wake(id: number): void {
    const waker = this.wakers.get(id)
    if (waker === undefined) return
    if (!this.ended.has(id)) this.owed.add(id)
    waker.wake()
  }

  private abort(id: number): void {
    if (id >= this.handles.length) return
    if (!this.ended.has(id)) {
      this.owed.add(id)
      this.aborting.add(id)
    }
    this.handles[id]!.abort()
  }

  private end(id: number): void {
    this.owed.delete(id)
    this.aborting.delete(id)
    this.ended.add(id)
  }
}
