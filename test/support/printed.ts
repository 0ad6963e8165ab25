/**
 * Takes what is printed as an error until it is disposed: `console.error`, `console.warn` and `process.stderr`, a line a call.
 * For promises of the kind “prints it once with the task's name”.
 */
export class Printed {
  readonly lines: string[] = []
  private readonly restore: () => void

  constructor() {
    const { error, warn } = console
    const write = process.stderr.write
    const take = (...args: unknown[]): void => { this.lines.push(args.map(Printed.show).join(' ')) }
    console.error = take
    console.warn = take
    process.stderr.write = ((chunk: unknown) => {
      take(chunk)
      return true
    }) as typeof process.stderr.write
    this.restore = () => {
      console.error = error
      console.warn = warn
      process.stderr.write = write
    }
  }

  /** How many of the prints mention `text`. */
  mentions(text: string): number {
    return this.lines.filter(line => line.includes(text)).length
  }

  [Symbol.dispose](): void {
    this.restore()
  }

  private static show(value: unknown): string {
    if (!(value instanceof Error)) return String(value)
    return `${value.stack ?? ''} ${value.message}${value.cause === undefined ? '' : ` ${Printed.show(value.cause)}`}`
  }
}
