import { BorrowError, Pending, type Context, type Poll, type Waker } from '../../src/future/index.ts'
import { NotReadyError, type Service } from '../../src/service/index.ts'
import { Probe } from './probe.ts'

/**
 * A service moved by hand from the test: it is ready when the test says so, answers with probes, and counts what is done to it.
 * `clone()` is there unless the test takes it away.
 */
export class ProbeService implements Service<unknown, unknown, Probe>, Disposable {
  isOpen = true
  failure: { error: unknown } | null = null
  /** Thrown by each `call`. */
  callFailure: { error: unknown } | null = null
  readonly requests: unknown[] = []
  readonly responses: Probe[] = []
  /** `pollReady` calls, and disposes, of this instance. */
  asked = 0
  disposes = 0
  readonly clones: ProbeService[] = []
  waker: Waker | null = null
  private announced = false
  readonly name: string
  private readonly trace: string[] | null

  constructor(name = 'service', trace: string[] | null = null) {
    this.name = name
    this.trace = trace
  }

  pollReady(cx: Context): Poll<void> {
    if (this.disposes > 0) throw new BorrowError(`${this.name} is disposed`)
    this.asked++
    if (this.failure !== null) throw this.failure.error
    if (!this.isOpen) {
      this.waker = cx.waker
      return Pending
    }
    this.announced = true
  }

  call(request: unknown): Probe {
    if (!this.announced) throw new NotReadyError(this.name)
    this.announced = false
    if (this.callFailure !== null) throw this.callFailure.error
    this.requests.push(request)
    const response = new Probe(`${this.name}(${String(request)})`, this.trace)
    this.responses.push(response)
    return response
  }

  clone(): ProbeService {
    const clone = new ProbeService(this.name, this.trace)
    clone.isOpen = this.isOpen
    this.clones.push(clone)
    return clone
  }

  /** Ready from now on. */
  open(): void {
    this.isOpen = true
    this.waker?.wake()
  }

  [Symbol.dispose](): void {
    this.disposes++
    this.trace?.push(`${this.name} dispose`)
  }
}

/** The same without `clone`. */
export function unclonable(name?: string, trace?: string[]): ProbeService {
  return Object.assign(new ProbeService(name, trace ?? null), { clone: undefined as never })
}
