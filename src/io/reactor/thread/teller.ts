/** Tells main of one handle what it wants to hear. */
import { TOLD, WANT } from '../memory.ts'

/** The reactor, as its handles see it. */
export interface News {
  /** The handle `id` has news: main is woken. */
  announce(id: number): void
}

export class Teller {
  private readonly id: number
  private readonly words: Int32Array
  private readonly news: News

  constructor(id: number, words: Int32Array, news: News) {
    this.id = id
    this.words = words
    this.news = news
  }

  /** Those of `bits` that main wants to hear of. */
  tell(bits: number): void {
    const wanted = Atomics.and(this.words, WANT, ~bits) & bits
    if (wanted !== 0 && Atomics.or(this.words, TOLD, wanted) === 0) this.news.announce(this.id)
  }
}
