import { remoteWaker } from '../../src/index.ts'
import type { RemoteWaker } from '../../src/index.ts'
import { Probe } from './probe.ts'

/** A probe that holds a RemoteWaker from its first poll on, as a leaf with a thread behind it does: its runtime may park for it. */
export class GuardedMain extends Probe<string> {
  private held: RemoteWaker | null = null

  constructor(name = 'main', trace: string[] | null = null) {
    super(name, trace)
    this.onPoll = cx => { this.held ??= remoteWaker(cx.waker) }
  }

  get remote(): RemoteWaker {
    if (this.held === null) throw new Error('not polled yet')
    return this.held
  }

  /** Finishes, and with it the reason to park. */
  finish(value: string): void {
    this.remote[Symbol.dispose]()
    this.complete(value)
  }
}
