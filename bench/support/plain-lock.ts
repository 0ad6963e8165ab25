/** A lock that nobody waits for: a flag, and an object for each who holds it. */

class PlainGuard {
  lock: PlainLock | null

  constructor(lock: PlainLock) {
    this.lock = lock
  }

  release(): void {
    if (this.lock === null) return
    this.lock.held = false
    this.lock = null
  }
}

export class PlainLock {
  value: number
  held: boolean

  constructor(value: number) {
    this.value = value
    this.held = false
  }

  take(): PlainGuard | null {
    if (this.held) return null
    this.held = true
    return new PlainGuard(this)
  }
}
