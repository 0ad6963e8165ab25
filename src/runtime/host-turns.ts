/**
 * The turns of the host's event loop, which all hosted runtimes of a thread share. Whoever has something to do asks,
 * stands in line, and gets one slice for it:
 *
 *     ask(A), ask(B):   soon ──▶ turn: A's slice, B's slice                  both went idle in time
 *     A, B both busy:   soon ──▶ turn: A's slice ──▶ turn: B's slice ──▶ …   each uses a turn up
 *
 * So what the host waits for one turn does not grow with the number of runtimes, and none of them waits for more than
 * one slice of each other.
 */
import type { Host } from './host.ts'

/** Somebody who takes turns. */
export interface TurnTaker {
  /** Works until it has nothing to do, or the host's clock has reached `until`. True if it was cut short. */
  slice(until: number): boolean
}

export class HostTurns {
  private readonly host: Host
  private readonly line: TurnTaker[]
  private scheduled: boolean
  private readonly turn: () => void

  constructor(host: Host) {
    this.host = host
    this.line = []
    this.scheduled = false
    this.turn = () => this.take()
  }

  /** Puts `taker`, which does not stand in it, at the end of the line. */
  ask(taker: TurnTaker): void {
    this.line.push(taker)
    this.schedule()
  }

  /** Takes `taker` out of the line, if it stands there. */
  forget(taker: TurnTaker): void {
    const place = this.line.indexOf(taker)
    if (place >= 0) this.line.splice(place, 1)
  }

  private schedule(): void {
    if (this.scheduled) return
    this.scheduled = true
    this.host.soon(this.turn)
  }

  /** Who asks meanwhile waits for the next turn. A throw goes to the host, as every callback's does, and the line moves on. */
  private take(): void {
    this.scheduled = false
    const { host, line } = this
    const until = host.now() + host.turnMs
    try {
      for (let left = line.length; left > 0 && line.length > 0; left--) {
        if (line.shift()!.slice(until) || host.now() >= until) break
      }
    } finally {
      if (line.length > 0) this.schedule()
    }
  }
}
