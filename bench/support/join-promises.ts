/** The tasks of `numbered.ts` as promises, and the two ways to await many. */
/* oxlint-disable unicorn/no-unnecessary-await -- to await nothing is the turn that is measured */

/** Goes through the queue once. */
export async function suspending(i: number): Promise<number> {
  await null
  return i
}

/** Ready when the call returns: never scheduled. */
export async function eager(i: number): Promise<number> {
  return i
}

export async function joinInOrder(tasks: number, start: (i: number) => Promise<number>): Promise<number> {
  const promises = []
  for (let i = 0; i < tasks; i++) promises.push(start(i))
  let total = 0
  for (const promise of promises) total += await promise
  return total
}

export async function joinAtOnce(tasks: number, start: (i: number) => Promise<number>): Promise<number> {
  const promises = []
  for (let i = 0; i < tasks; i++) promises.push(start(i))
  let total = 0
  for (const value of await Promise.all(promises)) total += value
  return total
}
