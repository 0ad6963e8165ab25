import fc from 'fast-check'
import {
  abortable, andThen, boxed, byRef, catchUnwind, drop, flatten, fuse, inspectOutput, join, joinAll, map, maybeDone, pin, race, ready, select,
  selectBiased, selectOk, shared, tryJoin, tryJoinAll,
} from '../../src/index.ts'
import type { Future, Result } from '../../src/index.ts'
import { Probe } from './probe.ts'
import { Token } from './token.ts'

/** A description of a tree of combinators over leaves, made by chance. */
export type Tree =
  | { op: 'leaf'; waits: number; end: 'ready' | 'throw'; disposeThrows: boolean }
  | { op: Single; of: [Tree] }
  | { op: 'andThen' | 'flatten'; of: [Tree, Tree] }
  | { op: Group; of: Tree[] }

const SINGLES = [
  'map', 'mapThrows', 'fuse', 'boxed', 'catchUnwind', 'byRef', 'inspectThrows', 'abortable', 'pin', 'asMut', 'shared', 'sharedRace', 'maybeDone',
] as const
type Single = (typeof SINGLES)[number]

const GROUPS = [
  'join', 'joinAll', 'joinAllMany', 'select', 'selectBiased', 'race', 'tryJoin', 'tryJoinAll', 'tryJoinAllMany', 'selectOk',
] as const
type Group = (typeof GROUPS)[number]

export const treeArbitrary: fc.Arbitrary<Tree> = fc.letrec<{ tree: Tree }>((tie) => ({
  tree: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    { weight: 3, arbitrary: fc.record({
      op: fc.constant('leaf' as const),
      waits: fc.nat(3),
      end: fc.constantFrom('ready' as const, 'ready' as const, 'ready' as const, 'throw' as const),
      disposeThrows: fc.constantFrom(false, false, false, true),
    }) },
    { weight: 2, arbitrary: fc.record({
      op: fc.constantFrom(...SINGLES),
      of: fc.tuple(tie('tree')),
    }) },
    { weight: 1, arbitrary: fc.record({ op: fc.constantFrom('andThen' as const, 'flatten' as const), of: fc.tuple(tie('tree'), tie('tree')) }) },
    { weight: 3, arbitrary: fc.record({
      op: fc.constantFrom(...GROUPS),
      of: fc.array(tie('tree'), { minLength: 1, maxLength: 4 }),
    }) },
  ),
})).tree

/** Several outputs as one that drops them all: plain arrays are not disposable, so without it a nested token would be lost in one. */
class Bundle {
  readonly parts: readonly unknown[]
  constructor(parts: readonly unknown[]) {
    this.parts = parts
  }

  [Symbol.dispose](): void {
    for (const p of this.parts) drop(p)
  }
}

export class Leaf extends Probe<unknown> {
  /** Wakes still to come before its end. */
  private waits: number
  private readonly how: 'ready' | 'throw'
  private readonly token: Token
  /** Under a `byRef`: once its borrower is gone nobody need hear it. */
  readonly lent: boolean

  constructor(tree: Extract<Tree, { op: 'leaf' }>, name: string, token: Token, lent: boolean) {
    super(name)
    this.waits = tree.waits
    this.how = tree.end
    this.token = token
    this.lent = lent
    if (tree.disposeThrows) this.onDispose = () => { throw new Error(`dispose of ${name}`) }
    this.step()
  }

  /** One event of what it waits for. */
  advance(): void {
    this.waits--
    this.step()
    this.wake()
  }

  /** Its token was made and given out. */
  get gave(): boolean {
    return this.ended === 'ready'
  }

  get output(): Token {
    return this.token
  }

  private step(): void {
    if (this.waits > 0) return
    if (this.how === 'ready') this.willBe(this.token)
    else this.willThrow(new Error(`leaf ${this.name}`))
  }
}

/** A live tree: its root and everything that was made for it so far (the second half of an `andThen` is made when it is reached). */
export class LiveTree {
  readonly leaves: Leaf[] = []
  /** Futures lent to the tree by `byRef`; the test owns them. */
  readonly lent: Future<unknown>[] = []
  readonly root: Future<unknown>

  constructor(tree: Tree) {
    this.root = this.build(tree, false)
  }

  private build(tree: Tree, lent: boolean): Future<unknown> {
    switch (tree.op) {
      case 'leaf': {
        const leaf = new Leaf(tree, String(this.leaves.length), new Token(), lent)
        this.leaves.push(leaf)
        return leaf
      }
      case 'andThen': return andThen(this.build(tree.of[0], lent), (v) => map(join(ready(v), this.build(tree.of[1], lent)), (all) => new Bundle(all)))
      case 'flatten': return flatten(map(this.build(tree.of[0], lent), (v) => map(join(ready(v), this.build(tree.of[1], lent)), (all) => new Bundle(all))))
      case 'inspectThrows': return inspectOutput(this.build(tree.of[0], lent), () => {
        throw new Error('in inspectOutput')
      })
      case 'abortable': return map(abortable(this.build(tree.of[0], lent))[0], (r) => (r.ok ? r.value : 'aborted'))
      case 'pin': return pin(this.build(tree.of[0], lent))
      case 'asMut': {
        const pinned = pin(this.build(tree.of[0], true))
        this.lent.push(pinned)
        return pinned.asMut()
      }
      case 'shared': return shared(this.build(tree.of[0], lent))
      case 'sharedRace': {
        const handle = shared(this.build(tree.of[0], lent))
        return race(handle.clone(), handle)
      }
      case 'maybeDone': {
        const kept = maybeDone(this.build(tree.of[0], lent))
        return map(kept, () => kept.takeOutput())
      }
      case 'map': return map(this.build(tree.of[0], lent), (v) => new Bundle([v]))
      case 'mapThrows': return map(this.build(tree.of[0], lent), (v) => {
        drop(v)
        throw new Error('in map')
      })
      case 'fuse': return fuse(this.build(tree.of[0], lent))
      case 'boxed': return boxed(this.build(tree.of[0], lent))
      case 'catchUnwind': return map(catchUnwind(this.build(tree.of[0], lent)), (r) => (r.ok ? r.value : 'failed'))
      case 'byRef': {
        const inner = boxed(this.build(tree.of[0], true))
        this.lent.push(inner)
        return byRef(inner)
      }
      default: return this.group(tree.op, tree.of.map((t) => this.build(t, lent)))
    }
  }

  private group(op: Group, fs: Future<unknown>[]): Future<unknown> {
    switch (op) {
      case 'join': return map(join(...fs), (all) => new Bundle(all))
      case 'joinAll': return map(joinAll(fs), (all) => new Bundle(all))
      case 'joinAllMany': return map(joinAll([...fs, ...Array.from({ length: 31 }, () => ready<unknown>(0))]), (all) => new Bundle(all))
      case 'select': return map(select(...fs), (r) => r.value)
      case 'selectBiased': return map(selectBiased(...fs), (r) => r.value)
      case 'race': return race(...fs)
      case 'tryJoin': return map(tryJoin(...fs.map(resultOf)), bundled)
      case 'tryJoinAll': return map(tryJoinAll(fs.map(resultOf)), bundled)
      case 'tryJoinAllMany': return map(tryJoinAll([...fs, ...Array.from({ length: 31 }, () => ready<unknown>(0))].map(resultOf)), bundled)
      case 'selectOk': return map(selectOk(fs.map(resultOf)), (r) => (r.ok ? r.value : r.error))
    }
  }
}

/** A leaf's failure as an `Err`, so that trying combinators meet some. */
const resultOf = (f: Future<unknown>): Future<Result<unknown, unknown>> => catchUnwind(f)

const bundled = (r: Result<unknown[], unknown>): unknown => (r.ok ? new Bundle(r.value) : 'failed')

/** The tokens inside an output. */
export function tokensIn(output: unknown): Token[] {
  if (output instanceof Token) return [output]
  return output instanceof Bundle ? output.parts.flatMap(tokensIn) : []
}
