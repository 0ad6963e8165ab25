/** Words for what somebody handed over by mistake: messages must not fail themselves, whatever it is. */

/** What `value` is. */
export function nounOf(value: unknown): string {
  if (value === undefined || value === null) return String(value)
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`
}

/** `value` itself, where it is short and can be shown, else what it is. */
export function shownValue(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value)
  if (typeof value === 'bigint') return `${value}n`
  return typeof value === 'object' || typeof value === 'function' ? nounOf(value) : String(value)
}

/** @throws TypeError for options that are no object. */
export function requireOptions(options: unknown, method: string): void {
  if (typeof options !== 'object' || options === null) throw new TypeError(`${method}: the options must be an object, and are ${nounOf(options)}`)
}
