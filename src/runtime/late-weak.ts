/**
 * A reference that is strong at first, and weak from when it is told. Not weak from the beginning: what a `WeakRef` refers to lives at
 * least until the event loop turns, which a program of nothing but `blockOn` never lets it do; so whoever only might have to hold
 * something weakly waits until there is a reason to look.
 */
export class LateWeak<T extends object> {
  /** One of the two, and after `clear` neither. */
  private strong: T | null
  private weak: WeakRef<T> | null

  constructor(value: T) {
    this.strong = value
    this.weak = null
  }

  /** Undefined once it is cleared, or collected. */
  get(): T | undefined {
    return this.strong ?? this.weak?.deref()
  }

  /** Strong again; `value` is the one it was made for. */
  hold(value: T): void {
    this.strong = value
  }

  /** Weak from now on. */
  weaken(): void {
    if (this.strong === null) return
    this.weak ??= new WeakRef(this.strong)
    this.strong = null
  }

  clear(): void {
    this.strong = null
    this.weak = null
  }
}
