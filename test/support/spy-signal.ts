import type { AbortSignalLike } from '../../src/interop/index.ts'

/** A real abort signal that counts its listeners, as they come and go. */
export class SpySignal implements AbortSignalLike {
  private readonly controller = new AbortController()
  added = 0
  removed = 0

  get aborted(): boolean {
    return this.controller.signal.aborted
  }

  get reason(): unknown {
    return this.controller.signal.reason
  }

  addEventListener(type: 'abort', listener: () => void): void {
    this.added++
    this.controller.signal.addEventListener(type, listener)
  }

  removeEventListener(type: 'abort', listener: () => void): void {
    this.removed++
    this.controller.signal.removeEventListener(type, listener)
  }

  abort(reason?: unknown): void {
    this.controller.abort(reason)
  }

  /** `[added, removed]`. */
  get listeners(): [number, number] {
    return [this.added, this.removed]
  }
}
