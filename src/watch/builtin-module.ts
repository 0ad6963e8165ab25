/** Node's modules where there are any, asked for when they are needed: what imports this file loads in a browser. */

interface Process {
  getBuiltinModule?(name: string): unknown
}

/** The module, or null on a host that does not have it. */
export function builtinModule<M>(name: string): M | null {
  const { process } = globalThis as { process?: Process }
  return (process?.getBuiltinModule?.(name) as M | undefined) ?? null
}
