/**
 * A tournament among k keys that finds the next smallest with log₂ k comparisons, each key compared only with those it
 * would have to beat. A heap needs about twice as many, because it must find the smaller child on the way down.
 *
 * The leaves are the children's keys; each inner node keeps the *loser* of its match, and the winner of all stands apart.
 * When the winner's key changes, only the matches on its way to the root are played again:
 *
 *              winner: 2                          keys[2] = 9, replay            winner: 0
 *           ┌──── 0 ────┐      node 1                                         ┌──── 2 ────┐
 *         ┌─1─┐       ┌─3─┐    nodes 2, 3         2 loses to 3? no: 9 < 12  ┌─1─┐       ┌─3─┐
 *         5   7       4  12    leaves 4 to 7      2 loses to 0: 5 < 9       5   7       9  12
 *
 * Leaf i is node k + i, the parent of node n is n >> 1; that works for any k, not only for powers of two.
 */

/** Below 0 if the first key comes first, above 0 if the second does. */
export type Compare = (a: Uint8Array, b: Uint8Array) => number

export class LoserTree {
  /** By child; null once it is at its end, which sorts after every key. Written by the owner. */
  readonly keys: (Uint8Array | null)[]
  /** The child with the smallest key, the earliest of those that tie. Undefined meaning when every key is null. */
  winner: number
  private readonly losers: Int32Array
  private readonly compare: Compare

  constructor(size: number, compare: Compare) {
    this.keys = new Array<Uint8Array | null>(size).fill(null)
    this.winner = 0
    this.losers = new Int32Array(size)
    this.compare = compare
  }

  /** Plays every match: after any number of keys have changed. */
  rebuild(): void {
    const size = this.keys.length
    const winners = new Int32Array(2 * size)
    for (let child = 0; child < size; child++) winners[size + child] = child
    for (let node = size - 1; node > 0; node--) {
      const left = winners[2 * node]!
      const right = winners[2 * node + 1]!
      const rightWins = this.beats(right, left)
      winners[node] = rightWins ? right : left
      this.losers[node] = rightWins ? left : right
    }
    this.winner = size === 0 ? 0 : winners[1]!
  }

  /** Plays the winner's matches again: after its key, and no other, has changed. */
  replay(): void {
    const losers = this.losers
    let winner = this.winner
    for (let node = (this.keys.length + winner) >> 1; node > 0; node >>= 1) {
      const loser = losers[node]!
      if (this.beats(loser, winner)) {
        losers[node] = winner
        winner = loser
      }
    }
    this.winner = winner
  }

  /** Ties go to the earlier child, which makes the order total, and so the tree's shape irrelevant to the outcome. */
  private beats(a: number, b: number): boolean {
    const keyA = this.keys[a]!
    const keyB = this.keys[b]!
    if (keyA === null) return false
    if (keyB === null) return true
    const compare = this.compare
    const order = compare(keyA, keyB)
    return order < 0 || (order === 0 && a < b)
  }
}
