/** Whether `target` can be reached from `from` over own data fields, arrays, maps and sets; prototypes and closures are not entered. */
export function reaches(from: object, target: object): boolean {
  const seen = new Set<object>()
  const queue: object[] = [from]
  for (let at = queue.pop(); at !== undefined; at = queue.pop()) {
    if (at === target) return true
    if (seen.has(at)) continue
    seen.add(at)
    for (const value of held(at)) if (typeof value === 'object' && value !== null) queue.push(value)
  }
  return false
}

function held(object: object): unknown[] {
  if (object instanceof Map) return [...object.entries()].flat()
  if (object instanceof Set) return [...object]
  return Object.values(Object.getOwnPropertyDescriptors(object)).map(field => field.value as unknown)
}
