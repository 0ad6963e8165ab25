/**
 * Runs the garbage collector, letting the host take turns, until `condition` holds; false if it never does.
 * A `WeakRef` that was read keeps its target until the end of the host's turn, so that reading and collecting take turns.
 */
export async function collectedUntil(condition: () => boolean): Promise<boolean> {
  const gc = (globalThis as { gc?: () => void }).gc
  if (gc === undefined) throw new Error('run node with --expose-gc')
  for (let turn = 0; turn < 20; turn++) {
    await hostTurn()
    gc()
    await hostTurn()
    if (condition()) return true
  }
  return false
}

function hostTurn(): Promise<void> {
  return new Promise(resolve => setImmediate(resolve))
}
