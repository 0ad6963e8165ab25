/** An instance of the service: what it has asked for and has. */
interface Instance {
  state: 'idle' | 'queued' | 'given' | 'ready'
  wakes: number
}

interface Response {
  state: 'running' | 'over'
  readonly deadline: number
}

/** A `Timeout` around a `ConcurrencyLimit`, as simply as it can be written: clones of one, and the responses that are out. */
export class LimitModel {
  private free: number
  private readonly ms: number
  private queue: Instance[] = []
  readonly instances: Instance[]
  readonly responses: Response[] = []

  constructor(permits: number, ms: number, count: number) {
    this.free = permits
    this.ms = ms
    this.instances = Array.from({ length: count }, () => ({ state: 'idle', wakes: 0 }))
  }

  ask(at: number): 'ready' | 'pending' {
    const one = this.instances[at]!
    if (one.state === 'idle') {
      if (this.free > 0 && this.queue.length === 0) {
        this.free--
        one.state = 'given'
      } else {
        one.state = 'queued'
        this.queue.push(one)
      }
    }
    if (one.state === 'given') one.state = 'ready'
    return one.state === 'ready' ? 'ready' : 'pending'
  }

  call(at: number, now: number): 'called' | 'NotReadyError' {
    const one = this.instances[at]!
    if (one.state !== 'ready') return 'NotReadyError'
    one.state = 'idle'
    this.responses.push({ state: 'running', deadline: now + this.ms })
    return 'called'
  }

  poll(at: number, isDone: boolean, now: number): 'answer' | 'Elapsed' | 'pending' | null {
    const one = this.responses[at]
    if (one === undefined || one.state === 'over') return null
    if (!isDone && now < one.deadline) return 'pending'
    this.end(at)
    return isDone ? 'answer' : 'Elapsed'
  }

  /** It has finished, or is dropped. */
  end(at: number): void {
    const one = this.responses[at]
    if (one === undefined || one.state === 'over') return
    one.state = 'over'
    this.release()
  }

  /** Disposes an instance, and puts a new one into its place. */
  replace(at: number): void {
    const one = this.instances[at]!
    this.instances[at] = { state: 'idle', wakes: 0 }
    if (one.state === 'queued') this.queue = this.queue.filter(other => other !== one)
    else if (one.state !== 'idle') this.release()
  }

  private release(): void {
    this.free++
    const next = this.queue.shift()
    if (next === undefined) return
    this.free--
    next.state = 'given'
    next.wakes++
  }
}
