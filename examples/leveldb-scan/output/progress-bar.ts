/** A progress bar on a terminal's last line, for scans that take a while. */

/** Milliseconds before it appears: a bar that flashes up is only noise. */
const PATIENCE = 500
/** Milliseconds between two drawings. */
const INTERVAL = 100
/** Entries between two looks at the clock. */
const STRIDE = 1024

const ERASE = '\r\u001b[K'

export class ProgressBar {
  private readonly write: (text: string) => void
  private readonly width: number
  private readonly now: () => number
  private readonly fraction: () => number
  private calls: number
  private next: number
  private drawn: boolean

  /**
   * @param write draws on the terminal, at once.
   * @param columns how wide the terminal is.
   * @param now a clock, in milliseconds.
   * @param fraction how much is done, from 0 to 1; NaN, of nothing, counts as 0.
   */
  constructor(write: (text: string) => void, columns: number, now: () => number, fraction: () => number) {
    this.write = write
    this.width = Math.max(10, Math.min(columns - 1, 72) - 7)
    this.now = now
    this.fraction = fraction
    this.calls = 0
    this.next = now() + PATIENCE
    this.drawn = false
  }

  /** Whether it is time to draw. To be asked often: it looks at the clock now and then. */
  isDue(): boolean {
    return ++this.calls % STRIDE === 0 && this.now() >= this.next
  }

  draw(): void {
    const fraction = Math.min(1, Math.max(0, this.fraction() || 0))
    const full = Math.round(fraction * this.width)
    this.write(`${ERASE}${'█'.repeat(full)}${'░'.repeat(this.width - full)} ${String(Math.floor(fraction * 100)).padStart(3)} %`)
    this.drawn = true
    this.next = this.now() + INTERVAL
  }

  /** Takes the bar off the screen, before anything else is written there. */
  erase(): void {
    if (!this.drawn) return
    this.drawn = false
    this.write(ERASE)
  }
}
