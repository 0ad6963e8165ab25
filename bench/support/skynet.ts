/** A tree of tasks: each node that is no leaf spawns ten and sums what they give; a leaf gives its number. */
import { Pending as PendingSymbol, type Context, type Future, type JoinHandle, type Poll, type Runtime } from '../../src/index.ts'
import { BRANCHES } from './skynet-size.ts'

/** A constant of this module: V8 folds it, an imported one it loads. */
const Pending: typeof PendingSymbol = PendingSymbol

export class Skynet implements Future<number> {
  private readonly runtime: Runtime
  private readonly number: number
  private readonly size: number
  private children: JoinHandle<number>[] | null
  private at: number
  private sum: number

  /** The node whose first leaf is `number` and that has `size` of them, a power of ten. */
  constructor(runtime: Runtime, number: number, size: number) {
    this.runtime = runtime
    this.number = number
    this.size = size
    this.children = null
    this.at = 0
    this.sum = 0
  }

  poll(cx: Context): Poll<number> {
    if (this.size === 1) return this.number
    const children = (this.children ??= this.spawnChildren())
    while (this.at < BRANCHES) {
      const value = children[this.at]!.poll(cx)
      if (value === Pending) return Pending
      this.sum += value
      this.at += 1
    }
    return this.sum
  }

  private spawnChildren(): JoinHandle<number>[] {
    const { runtime, number, size } = this
    const each = size / BRANCHES
    const children: JoinHandle<number>[] = []
    for (let i = 0; i < BRANCHES; i++) children.push(runtime.spawnLocal(new Skynet(runtime, number + i * each, each)))
    return children
  }
}
