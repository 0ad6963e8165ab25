/** An observer that writes every event as a line: its name and its arguments. */
import type { Observer } from '../../src/index.ts'
import { EVENTS, type ObserverEvent } from '../../src/runtime/observer.ts'

export class Observed {
  readonly lines: string[]
  readonly observer: Observer

  /** @param events those that it wants to hear of. Default: all. */
  constructor(events: readonly ObserverEvent[] = EVENTS) {
    this.lines = []
    const observer: Partial<Record<ObserverEvent, (...args: unknown[]) => void>> = {}
    for (const event of events) observer[event] = (...args) => void this.lines.push([event, ...args.map(String)].join(' '))
    this.observer = observer as Observer
  }

  /** The lines since the last look. */
  take(): string[] {
    return this.lines.splice(0)
  }
}
