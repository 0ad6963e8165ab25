/**
 * What the lints know of one task, or of one future in `linted`: how its latest poll went, and which of its wakers are
 * still to be had.
 *
 *     begin ──▶ polling ──▶ suspend ──▶ waiting ──wake──▶ woken ──▶ begin …
 *                  │ looked: the future read cx.waker      │
 *                  └────────────────▶ end                  └ by which poll's waker?
 *
 * A record holds no waker, and the wakers hold it: so the collector can tell when a waker is gone.
 */
import { unwoken } from '../../future/unwoken.ts'
import type { Findings } from './findings.ts'

/** In its poll, between two polls, or ended. */
export type Stage = 'new' | 'polling' | 'waiting' | 'ended'

export class Record {
  readonly findings: Findings
  readonly id: number
  readonly name: string
  /** The future itself, until it ends. */
  future: object | null
  /** Each poll of one future is seen, so that any use of an older waker is a mistake: in `linted`, not for whole tasks. */
  readonly strict: boolean
  stage: Stage
  /** Polls so far; the number of the latest one. */
  polls: number
  /** The latest poll that looked at its waker; 0: none so far. */
  looked: number
  /** In the latest poll, something answered Pending that keeps no waker on purpose. */
  meant: boolean
  /** `unwoken.answers` when that poll began. */
  private answers: number
  /** Woken since the latest poll began. */
  woken: boolean
  /** The latest poll called its own waker, and not because its budget was spent. */
  selfWoken: boolean
  /** Wakers that were made and are not known to be collected. */
  wakersOut: number
  /** Whose waker was about to be replaced by this one's in the latest poll: two may be waiting for one thing. */
  rival: Record | null
  /** The turn of the runtime at which the latest poll began. */
  at: number
  /** Somebody asked for its end. */
  aborted: boolean

  constructor(findings: Findings, id: number, name: string, future: object | null, strict: boolean) {
    this.findings = findings
    this.id = id
    this.name = name
    this.future = future
    this.strict = strict
    this.stage = 'new'
    this.polls = 0
    this.looked = 0
    this.meant = false
    this.answers = 0
    this.woken = false
    this.selfWoken = false
    this.wakersOut = 0
    this.rival = null
    this.at = 0
    this.aborted = false
  }

  begin(): void {
    this.stage = 'polling'
    this.polls++
    this.answers = unwoken.answers
    this.rival = null
    this.woken = false
    this.selfWoken = false
  }

  suspend(): void {
    this.stage = 'waiting'
    this.meant = unwoken.answers !== this.answers
  }

  end(): void {
    this.stage = 'ended'
    this.future = null
    this.rival = null
  }

  /** Whether the latest poll looked at its waker. */
  get hasLooked(): boolean {
    return this.looked === this.polls
  }
}
