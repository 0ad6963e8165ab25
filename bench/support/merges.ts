/** Merging ten sorted sources without pollux. All compare with the same function, and lend their entries. */
import { compareBytes } from '../../src/iterators/compare-bytes.ts'
import type { KvEntry } from '../../src/iterators/index.ts'
import { LoserTree } from '../../src/iterators/loser-tree.ts'
import type { Run } from '../harness/workload.ts'
import { CHILDREN, fold, MergeSource } from './merge-source.ts'

const numbers = Array.from({ length: CHILDREN }, (_, child) => child)

/** `async next()` on both levels, around the tree that pollux uses. */
export function asyncNext(entries: number): Run {
  return async () => {
    const leaves = numbers.map(child => {
      const source = new MergeSource(child, entries)
      return { next: async (): Promise<KvEntry | null> => (source.advance() ? source : null) }
    })
    const tree = new LoserTree(CHILDREN, compareBytes)
    const heads: (KvEntry | null)[] = []
    let begun = false
    const next = async (): Promise<KvEntry | null> => {
      if (!begun) {
        for (const leaf of leaves) heads.push(await leaf.next())
        heads.forEach((head, child) => (tree.keys[child] = head?.key ?? null))
        tree.rebuild()
        begun = true
      } else {
        const { winner } = tree
        heads[winner] = await leaves[winner]!.next()
        tree.keys[winner] = heads[winner]?.key ?? null
        tree.replay()
      }
      return heads[tree.winner]!
    }
    let state = 0
    for (let entry = await next(); entry !== null; entry = await next()) state = fold(state, entry)
    return state
  }
}

export function asyncGenerators(entries: number): Run {
  async function* leaf(child: number): AsyncGenerator<KvEntry> {
    const source = new MergeSource(child, entries)
    while (source.advance()) yield source
  }
  async function* merge(leaves: AsyncGenerator<KvEntry>[]): AsyncGenerator<KvEntry> {
    const heads = []
    for (const one of leaves) heads.push((await one.next()).value as KvEntry | undefined)
    const tree = new LoserTree(CHILDREN, compareBytes)
    heads.forEach((head, child) => (tree.keys[child] = head?.key ?? null))
    tree.rebuild()
    for (let head = heads[tree.winner]; head !== undefined; head = heads[tree.winner]) {
      yield head
      const { winner } = tree
      heads[winner] = (await leaves[winner]!.next()).value as KvEntry | undefined
      tree.keys[winner] = heads[winner]?.key ?? null
      tree.replay()
    }
  }
  return async () => {
    let state = 0
    for await (const entry of merge(numbers.map(leaf))) state = fold(state, entry)
    return state
  }
}

/** The tree over the sources themselves. */
export function plainTree(entries: number): Run {
  return () => {
    const sources = numbers.map(child => new MergeSource(child, entries))
    const tree = new LoserTree(CHILDREN, compareBytes)
    for (let child = 0; child < CHILDREN; child++) tree.keys[child] = sources[child]!.advance() ? sources[child]!.key : null
    tree.rebuild()
    let state = 0
    while (tree.keys[tree.winner] !== null) {
      const source = sources[tree.winner]!
      state = fold(state, source)
      if (!source.advance()) tree.keys[tree.winner] = null
      tree.replay()
    }
    return state
  }
}

/** The smallest of ten heads, looked for each time. */
export function plainSearch(entries: number): Run {
  return () => {
    const heads = numbers.map(child => new MergeSource(child, entries)).filter(source => source.advance())
    let state = 0
    while (heads.length > 0) {
      let best = 0
      for (let at = 1; at < heads.length; at++) if (compareBytes(heads[at]!.key, heads[best]!.key) < 0) best = at
      state = fold(state, heads[best]!)
      if (!heads[best]!.advance()) heads.splice(best, 1)
    }
    return state
  }
}
