/** Listeners that are all removed by one call, on whichever of the host's two kinds of emitters. */

/** As loose as the hosts' own types are: what a listener is called with depends on the event. */
// oxlint-disable-next-line typescript/no-explicit-any
export type HostListener = (...args: any[]) => void

/** What is asked of an `EventTarget`. */
export interface EventTargetLike {
  addEventListener(type: string, listener: HostListener, options?: { capture?: boolean; passive?: boolean }): void
  removeEventListener(type: string, listener: HostListener, options?: { capture?: boolean }): void
}

/** What is asked of an `EventEmitter` of Node's. */
export interface EventEmitterLike {
  on(type: string | symbol, listener: HostListener): unknown
  removeListener(type: string | symbol, listener: HostListener): unknown
}

export type Listener = (...args: unknown[]) => void

/** Each `add` is undone by `stop`, which its owner calls in every case. */
export class Listeners {
  private readonly target: EventTargetLike | EventEmitterLike
  private readonly capture: boolean
  private readonly passive: boolean | undefined
  private added: [type: string | symbol, listener: Listener][]

  constructor(target: EventTargetLike | EventEmitterLike, capture = false, passive: boolean | undefined = undefined) {
    this.target = target
    this.capture = capture
    this.passive = passive
    this.added = []
  }

  /** @throws what the target throws; those added before stay, for `stop`. */
  add(type: string | symbol, listener: Listener): void {
    const { target, capture, passive } = this
    if (isEventTarget(target)) {
      target.addEventListener(type as string, listener, passive === undefined ? { capture } : { capture, passive })
    } else {
      target.on(type, listener)
    }
    this.added.push([type, listener])
  }

  stop(): void {
    const { target, capture, added } = this
    this.added = []
    for (const [type, listener] of added) {
      if (isEventTarget(target)) target.removeEventListener(type as string, listener, { capture })
      else target.removeListener(type, listener)
    }
  }
}

/** What is both (a `MessagePort` of Node's) is taken for this: it is what other hosts know. */
export function isEventTarget(value: unknown): value is EventTargetLike {
  return hasMethods(value, 'addEventListener', 'removeEventListener')
}

export function isEventEmitter(value: unknown): value is EventEmitterLike {
  return hasMethods(value, 'on', 'removeListener')
}

export function hasMethods(value: unknown, ...names: string[]): boolean {
  const object = Object(value) as Record<string, unknown>
  return names.every(name => typeof object[name] === 'function')
}
