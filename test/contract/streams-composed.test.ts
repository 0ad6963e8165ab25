// Operators upon operators: whole chains beside the same of arrays, with late items, spurious polls, and loans given back at random.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Done, drop, Pending, Stream, type Waker } from '../../src/index.ts'
import { StreamEvents } from '../support/stream-events.ts'

/** A chain, what it is to give, and whether in that order. */
interface Chain {
  stream: Stream<number>
  items: number[]
  isOrdered: boolean
}
type Step = [op: string, n: number, items: number[]]

const sum = (items: number[]): number => items.reduce((a, b) => a + b, 0)
const chunked = (items: number[], n: number): number[][] =>
  Array.from({ length: Math.ceil(items.length / n) }, (_, at) => items.slice(at * n, at * n + n))

/** Those that give the same whatever the order in which their items come. */
const anyOrder: Record<string, (chain: Chain, n: number, events: StreamEvents) => Chain> = {
  map: ({ stream, items, isOrdered }) => ({ stream: stream.map(x => x + 1), items: items.map(x => x + 1), isOrdered }),
  filter: ({ stream, items, isOrdered }) => ({ stream: stream.filter(x => x % 2 === 0), items: items.filter(x => x % 2 === 0), isOrdered }),
  flatMap: ({ stream, items, isOrdered }, n, events) =>
    ({ stream: stream.flatMap(x => events.source(n === 0 ? [] : [x, -x])), items: n === 0 ? [] : items.flatMap(x => [x, -x]), isOrdered }),
  buffered: ({ stream, items, isOrdered }, n, events) => ({ stream: stream.map(x => events.future(x)).buffered(n + 1), items, isOrdered }),
  bufferUnordered: ({ stream, items }, n, events) => ({ stream: stream.map(x => events.future(x)).bufferUnordered(n + 1), items, isOrdered: false }),
  peekable: ({ stream, ...rest }) => ({ stream: stream.peekable(), ...rest }),
  fuse: ({ stream, ...rest }) => ({ stream: stream.fuse(), ...rest }),
}
const inOrder: Record<string, (chain: Chain, n: number) => Chain> = {
  take: ({ stream, items }, n) => ({ stream: stream.take(n), items: items.slice(0, n), isOrdered: true }),
  drop: ({ stream, items }, n) => ({ stream: stream.drop(n), items: items.slice(n), isOrdered: true }),
  chunks: ({ stream, items }, n) => ({ stream: stream.chunks(n + 1).map(sum), items: chunked(items, n + 1).map(sum), isOrdered: true }),
  scan: ({ stream, items }) => ({ stream: stream.scan((a, b) => a + b, 0), items: items.map((_, at) => sum(items.slice(0, at + 1))), isOrdered: true }),
}
/** Of two chains. */
const joining: Record<string, (a: Chain, b: Chain) => Chain> = {
  chain: (a, b) => ({ stream: a.stream.chain(b.stream), items: [...a.items, ...b.items], isOrdered: a.isOrdered && b.isOrdered }),
  merge: (a, b) => ({ stream: Stream.merge(a.stream, b.stream), items: [...a.items, ...b.items], isOrdered: false }),
  zip: (a, b) => {
    if (!a.isOrdered || !b.isOrdered) return joining['chain']!(a, b)
    const items = a.items.slice(0, b.items.length).map((x, at) => 10 * x + b.items[at]!)
    return { stream: a.stream.zip(b.stream).map(([x, y]) => 10 * x + y), items, isOrdered: true }
  },
}

/** A machine with a stack of chains, which at the end are put one behind the other. */
function build(steps: Step[], events: StreamEvents): Chain {
  const source = (items: number[]): Chain => ({ stream: Stream.from(events.source(items)), items, isOrdered: true })
  const stack: Chain[] = [source([3, 1, 2])]
  for (const [op, n, items] of steps) {
    if (op === 'source') stack.push(source(items))
    else if (op in joining) {
      const [b, a] = [stack.pop()!, stack.pop() ?? source(items)]
      stack.push(joining[op]!(a, b))
    } else if (op in anyOrder) stack.push(anyOrder[op]!(stack.pop()!, n, events))
    else if (stack.at(-1)!.isOrdered) stack.push(inOrder[op]!(stack.pop()!, n))
  }
  return stack.reduce(joining['chain']!)
}

/** Takes items by `next()` until the end; polls when woken, at times unasked; gives waiting loans back at times. */
function run(stream: Stream<number>, events: StreamEvents): number[] {
  const got: number[] = []
  // How often it may yet be polled for nothing before something happens.
  let whims = 3
  for (;;) {
    const loan = stream.next()
    let latest: Waker | null = null
    let isWoken = true
    for (;;) {
      if (isWoken || (whims > 0 && events.pick(7) === 0)) {
        if (!isWoken) whims--
        isWoken = false
        const waker: Waker = { wake: () => (isWoken ||= waker === latest), willWake: other => other === waker }
        latest = waker
        const item = loan.poll({ waker })
        if (item === Done) return got
        if (item !== Pending) {
          got.push(item)
          break
        }
        if (whims > 0 && events.pick(5) === 0) {
          whims--
          drop(loan)
          break
        }
      } else if (events.happen()) whims = 3
      else throw new Error('nobody was woken, and nothing more is to happen')
    }
  }
}

describe('chains of operators', () => {
  it('9, 42: give what the same of arrays give, lose no wake and no item, and leave no source and no future behind', () => {
    const op = fc.constantFrom('source', 'source', ...Object.keys(joining), ...Object.keys(anyOrder), ...Object.keys(inOrder))
    const steps = fc.array(fc.tuple(op, fc.nat(3), fc.array(fc.nat(9), { maxLength: 5 })), { maxLength: 9, size: 'max' })
    const tape = fc.array(fc.nat(1000), { minLength: 1, maxLength: 97, size: 'max' })
    fc.assert(fc.property(steps, tape, (program, choices) => {
      const events = new StreamEvents(choices)
      const { stream, items, isOrdered } = build(program, events)
      const got = run(stream, events)
      // A sum with 0 has no -0, which no order tells from 0.
      const order = (all: number[]): number[] => (isOrdered ? all : all.map(n => n + 0).toSorted((a, b) => a - b))
      expect(order(got)).toEqual(order(items))
      drop(stream)
      expect([events.alive, events.misuse]).toEqual([0, []])
    }), { numRuns: 1500, examples: [[[['source', 0, [0]], ['flatMap', 1, []], ['source', 0, [0]], ['merge', 0, []]], [0]]] })
  })
})
