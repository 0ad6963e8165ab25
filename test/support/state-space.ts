// Every state that a model can reach, each once, breadth first: so what is found comes with the shortest way to it.

/** One atomic step: who does what, and the state after it. */
export interface Move<S> {
  readonly name: string
  readonly to: S
}

export interface Model<S> {
  readonly start: S
  /** Every step that can be next, whosever it is. */
  moves(state: S): Move<S>[]
  /** What is wrong with a state; `last` if no step is possible in it. Null if nothing is. */
  judge(state: S, last: boolean): string | null
}

export interface StateSpace {
  readonly states: number
  /** States in which no step is possible. */
  readonly ends: number
  /** What is wrong somewhere, each with the shortest way there. */
  readonly faults: ReadonlyMap<string, readonly string[]>
}

/** Said of a model that can make steps for ever. */
export const ENDLESS = 'goes round for ever'

interface Node<S> {
  readonly state: S
  readonly from: Node<S> | null
  readonly step: string
  readonly next: Node<S>[]
  /** Steps that lead here. */
  ways: number
}

/** States are told apart by their JSON text. */
export function stateSpace<S>(model: Model<S>): StateSpace {
  const nodes: Node<S>[] = []
  const seen = new Map<string, Node<S>>()
  const faults = new Map<string, readonly string[]>()
  const visit = (state: S, from: Node<S> | null, step: string): Node<S> => {
    const key = JSON.stringify(state)
    let node = seen.get(key)
    if (node === undefined) {
      seen.set(key, (node = { state, from, step, next: [], ways: 0 }))
      nodes.push(node)
    }
    if (from !== null) node.ways++
    return node
  }
  visit(model.start, null, '')
  let ends = 0
  // `nodes` grows while it is walked.
  for (const node of nodes) {
    const moves = model.moves(node.state)
    for (const { name, to } of moves) node.next.push(visit(to, node, name))
    if (moves.length === 0) ends++
    const fault = model.judge(node.state, moves.length === 0)
    if (fault !== null && !faults.has(fault)) faults.set(fault, wayTo(node))
  }
  const endless = cycleIn(nodes)
  if (endless !== null) faults.set(ENDLESS, wayTo(endless))
  return { states: nodes.length, ends, faults }
}

function wayTo(node: Node<unknown>): string[] {
  const steps: string[] = []
  for (let at = node; at.from !== null; at = at.from) steps.push(at.step)
  return steps.reverse()
}

/** Takes away, again and again, what no step leads to. What is left leads to itself. */
function cycleIn<S>(nodes: readonly Node<S>[]): Node<S> | null {
  const free = nodes.filter(node => node.ways === 0)
  for (const node of free) {
    for (const next of node.next) if (--next.ways === 0) free.push(next)
  }
  return nodes.find(node => node.ways > 0) ?? null
}
