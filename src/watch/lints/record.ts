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
import { yields } from '../../future/yield-now.ts'
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
  /** `yields.count` when that poll began. */
  private yields: number
  /** Woken since the latest poll began. */
  woken: boolean
  /**
   * The latest poll called its own waker, and nothing came of it but that: its budget was not spent, no `yieldNow()` was over, and
   * nothing that somebody waited for came.
   */
  selfWoken: boolean
  /** In the latest poll, something came that a leaf waited for. */
  gotOn: boolean
  /** Wakers that were made and are not known to be collected. */
  wakersOut: number
  /** Whose waker was about to be replaced by this one's in the latest poll: two may be waiting for one thing. */
  rival: Record | null
  /** The turn of the runtime at which the latest poll began. */
  at: number
  /** It had turns before the lints came, and those wakers are out of sight. */
  found: boolean
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
    this.yields = 0
    this.woken = false
    this.selfWoken = false
    this.gotOn = false
    this.wakersOut = 0
    this.rival = null
    this.at = 0
    this.found = false
    this.aborted = false
  }

  /** It was there already: it has had a poll, which looked at its waker, and that is held by somebody. */
  find(future: object, waits: boolean): void {
    this.found = true
    this.future = future
    this.stage = 'waiting'
    this.woken = !waits
    this.polls = this.looked = this.wakersOut = 1
  }

  begin(): void {
    this.stage = 'polling'
    this.polls++
    this.answers = unwoken.answers
    this.yields = yields.count
    this.rival = null
    this.woken = false
    this.selfWoken = false
    this.gotOn = false
  }

  suspend(): void {
    this.stage = 'waiting'
    this.meant = unwoken.answers !== this.answers
    if (this.gotOn || yields.count !== this.yields) this.selfWoken = false
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
