/** `TpsBudget`: how many retries a client may make, in proportion to its requests. */
import { Instant } from '../time/instant.ts'
import { requireDuration } from '../time/duration.ts'

/** Slots that the time to live is divided into. From tower, and finagle before it: a deposit expires within a tenth. */
const SLOTS = 10

/**
 * A bucket of tokens for a retry policy. Each request deposits, each retry withdraws, and where nothing is left there is no
 * retry: so a service that fails is not failed faster by everybody's retries. Tokens that were not used expire.
 *
 *     slots   [ 4 | 0 | 7 | … ]   net deposits of past tenths of the time to live; a tenth's end turns the ring by one
 *     writer  3                   those of the present tenth
 *     balance = all of them + the reserve, which is there at any time
 *
 * It belongs to a client, so requests share it: one for the policy, not one for each clone of it.
 *
 * Rust: `tower::retry::budget::TpsBudget`.
 *
 * @param ttl how long a deposit counts, in milliseconds: 1,000 to 60,000.
 * @param minPerSec retries a second that are allowed without any deposit: a whole number from 0.
 * @param retryPercent retries for each deposit, from 0 to 1,000: 0.2 allows one for every five requests.
 * @throws RangeError for others.
 * @example
 * const budget = new TpsBudget()
 * const policy = {
 *   retry: (_request: Url, result: Result<Page>) => {
 *     if (result.ok) return (budget.deposit(), null)
 *     return budget.withdraw() ? sleep(100) : null
 *   },
 *   cloneRequest: (url: Url) => url,
 * }
 */
export class TpsBudget {
  private readonly window: number
  private readonly reserve: number
  private readonly depositAmount: number
  private readonly withdrawAmount: number
  private readonly slots: number[]
  private at: number
  /** When the present slot began; null before the first use, which begins it. */
  private since: Instant | null
  private writer: number

  constructor(ttl: number = 10_000, minPerSec: number = 10, retryPercent: number = 0.2) {
    requireRange(requireDuration(ttl, 'TpsBudget') >= 1000 && ttl <= 60_000, 'ttl must be from 1,000 to 60,000 ms', ttl)
    requireRange(Number.isInteger(minPerSec) && minPerSec >= 0 && minPerSec < 2 ** 31, 'minPerSec must be a whole number, 0 or more', minPerSec)
    requireRange(retryPercent >= 0 && retryPercent <= 1000, 'retryPercent must be from 0 to 1,000', retryPercent)
    this.depositAmount = retryPercent === 0 ? 0 : retryPercent <= 1 ? 1 : 1000
    this.withdrawAmount = retryPercent === 0 ? 1 : Math.trunc(this.depositAmount / retryPercent)
    this.window = ttl / SLOTS
    this.reserve = minPerSec * Math.trunc(ttl / 1000) * this.withdrawAmount
    this.slots = new Array<number>(SLOTS).fill(0)
    this.at = 0
    this.since = null
    this.writer = 0
  }

  /** For a request that was answered. */
  deposit(): void {
    this.expire()
    this.writer += this.depositAmount
  }

  /** Whether there is enough for a retry, which is then paid for. */
  withdraw(): boolean {
    this.expire()
    if (this.balance() < this.withdrawAmount) return false
    this.writer -= this.withdrawAmount
    return true
  }

  private balance(): number {
    let sum = this.writer + this.reserve
    for (const slot of this.slots) sum += slot
    return sum
  }

  /** Puts what was written into its slot, and empties those whose time has passed since. */
  private expire(): void {
    const now = Instant.now()
    if (this.since === null) this.since = now
    let passed = now.since(this.since)
    if (passed < this.window) return
    this.slots[this.at] = this.writer
    this.writer = 0
    this.at = (this.at + 1) % SLOTS
    for (let left = SLOTS; passed > this.window && left > 0; left--) {
      this.slots[this.at] = 0
      passed -= this.window
      this.at = (this.at + 1) % SLOTS
    }
    this.since = now
  }
}

function requireRange(holds: boolean, rule: string, value: number): void {
  if (!holds) throw new RangeError(`TpsBudget: ${rule}, and is ${value}`)
}
