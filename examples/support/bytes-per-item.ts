/**
 * Bytes of heap that each step of a loop allocates, measured: the heap's size before and after a batch of steps, over
 * many batches. A batch is small enough for the young generation, so that most see no collection; one that does shrinks
 * the heap and is left out.
 */

/** Steps a batch: at 12 bytes, the smallest object, that is 60 kB of a young generation of a megabyte or more. */
const BATCH = 5_000

/**
 * @param step called over and over; must be able to go on for `2 * items` steps.
 * @param items how many steps to measure; as many are run before, so that what is measured is compiled.
 * @returns bytes a step.
 */
export function bytesPerItem(step: () => void, items = 1_000_000): number {
  const batches = Math.ceil(items / BATCH)
  measure(step, batches)
  // What reading the heap's size allocates itself is the same for an empty batch.
  return Math.max(0, measure(step, batches) - measure(() => {}, batches)) / BATCH
}

/** Mean growth of the heap in bytes over the batches that no collection touched. */
function measure(step: () => void, batches: number): number {
  let grown = 0
  let counted = 0
  for (let batch = 0; batch < batches; batch++) {
    const before = process.memoryUsage().heapUsed
    for (let n = 0; n < BATCH; n++) step()
    const growth = process.memoryUsage().heapUsed - before
    if (growth < 0) continue
    grown += growth
    counted += 1
  }
  if (counted === 0) throw new Error('every batch was interrupted by a collection; give it a larger young generation')
  return grown / counted
}
