/** What an error says that it got. */

/** `typeof`, which also tells null from an object. */
export function kindOf(value: unknown): string {
  return value === null ? 'null' : typeof value
}
