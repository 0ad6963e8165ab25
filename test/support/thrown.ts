/** What `act` throws; a failure of its own when it throws nothing, so that a missing throw cannot pass for `undefined`. */
export function thrownBy(act: () => unknown): unknown {
  try {
    act()
  } catch (error) {
    return error
  }
  throw new Error('expected a throw, got none')
}
