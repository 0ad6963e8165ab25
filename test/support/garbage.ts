/**
 * Whether the referent can be collected. A weak reference keeps its referent until the job that made it ends, hence the turns of the
 * event loop. Needs `--expose-gc`, which the test configuration gives.
 */
export async function collected(ref: WeakRef<object>): Promise<boolean> {
  const gc = (globalThis as { gc?: () => void }).gc
  if (gc === undefined) throw new Error('run node with --expose-gc')
  for (let i = 0; i < 5 && ref.deref() !== undefined; i++) {
    await new Promise<void>((resolve) => void setImmediate(resolve))
    gc()
  }
  return ref.deref() === undefined
}
