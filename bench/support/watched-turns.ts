/** The round robin of a runtime with an observer. */
import { Runtime, type Observer } from '../../src/index.ts'
import { SumInOrder } from './numbered.ts'
import { Turns } from './turns.ts'

/** A run of `tasks` tasks that take `turns` turns each: how many they took. */
export function watchedTurns(observer: Observer, tasks: number, turns: number): () => number {
  const runtime = new Runtime({ observer })
  return () => runtime.blockOn(new SumInOrder(Array.from({ length: tasks }, () => runtime.spawnLocal(new Turns(turns)))))
}
