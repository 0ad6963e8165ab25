/** Prints how a wrong variant fails. */

/** Runs `act`, which must throw, and prints the error as its name and message. */
export function explain(what: string, act: () => unknown): void {
  try {
    act()
  } catch (error) {
    console.log(`${what}\n  ${String(error)}`)
    return
  }
  throw new Error(`${what}: expected an error, got none`)
}
