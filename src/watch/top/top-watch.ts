/** The observer of one runtime under `serveTop`: counts, and lets the server look at the clock now and then. */
import type { Waker } from '../../future/waker.ts'
import type { FoundState, Observer, TaskEnd, TaskKind } from '../../runtime/observer.ts'
import type { Finding } from '../lints/finding.ts'
import { Tally } from './tally.ts'
import type { TopServer } from './top-server.ts'

export class TopWatch implements Observer {
  /** Tasks that have not ended. */
  readonly tasks: Map<number, Tally>
  private readonly server: TopServer
  private readonly runtime: string

  constructor(server: TopServer, runtime: string) {
    this.tasks = new Map()
    this.server = server
    this.runtime = runtime
  }

  taskSpawned(id: number, name: string): void {
    this.tasks.set(id, new Tally(this.runtime, id, name))
    this.server.spawned(this)
  }

  /** It was there before the program was looked at: what it did before is not known. */
  taskFound(id: number, name: string, _kind: TaskKind, state: FoundState, future: object): void {
    const task = new Tally(this.runtime, id, name)
    task.state = state
    task.future = future
    task.since = this.server.now()
    this.tasks.set(id, task)
    this.server.spawned(this)
  }

  taskWoken(id: number, by: number | null): void {
    const task = this.tasks.get(id)
    if (task === undefined) return
    task.wakes++
    if (by === id) task.selfWakes++
    if (task.state === 'waiting') task.state = 'queued'
    else task.again = true
  }

  taskPolled(id: number): void {
    const task = this.tasks.get(id)
    if (task === undefined) return
    task.state = 'polling'
    task.again = false
    task.polls++
    task.since = this.server.now()
    this.server.polled(task.since)
  }

  /** Asked for the context, which stays the usual one: this is where the future is to be seen. */
  taskContext(id: number, _waker: Waker, future: object): undefined {
    const task = this.tasks.get(id)
    if (task !== undefined) task.future = future
  }

  taskSuspended(id: number): void {
    const task = this.tasks.get(id)
    if (task === undefined) return
    const now = this.server.now()
    task.busy += now - task.since
    task.state = task.again ? 'queued' : 'waiting'
    this.server.suspended(now)
  }

  taskCompleted(id: number, how: TaskEnd): void {
    const task = this.tasks.get(id)
    if (task === undefined) return
    if (task.state === 'polling') task.busy += this.server.now() - task.since
    task.state = how
    task.future = null
    this.tasks.delete(id)
    this.server.ended(this, task)
  }

  parked(deadline: number | null): void {
    this.server.parked(deadline)
  }

  unparked(): void {
    this.server.unparked()
  }

  found(finding: Finding): void {
    const task = this.tasks.get(finding.task)
    if (task !== undefined) task.lints++
    this.server.found(finding)
  }
}
