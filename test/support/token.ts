/** A disposable output, such as a lock guard, that counts how often it was dropped. */
export class Token {
  drops = 0
  readonly name: string
  private readonly trace: string[] | null

  constructor(name = 'token', trace: string[] | null = null) {
    this.name = name
    this.trace = trace
  }

  [Symbol.dispose](): void {
    this.drops++
    this.trace?.push(`${this.name} dropped`)
  }
}
