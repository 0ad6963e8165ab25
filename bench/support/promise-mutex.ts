/** A mutex for async functions, as short as one can be that is first come, first served. */

export class PromiseMutex<T> {
  value: T
  private held: boolean
  private readonly waiting: ((guard: this) => void)[]

  constructor(value: T) {
    this.value = value
    this.held = false
    this.waiting = []
  }

  /** Settled at once where nobody holds it. The mutex is its own guard: one allocation less than is safe. */
  lock(): Promise<this> {
    if (this.held) return new Promise(resolve => void this.waiting.push(resolve))
    this.held = true
    return Promise.resolve(this)
  }

  /** Whether it could be had without waiting. */
  tryLock(): boolean {
    if (this.held) return false
    return (this.held = true)
  }

  unlock(): void {
    const next = this.waiting.shift()
    if (next === undefined) this.held = false
    else next(this)
  }
}
