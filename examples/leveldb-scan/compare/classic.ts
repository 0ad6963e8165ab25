/** LevelDB itself, by way of `classic-level`, with its own iterator under `for await`. */
import { ClassicLevel } from 'classic-level'
import type { Range } from '../range.ts'
import { Consumer, type Answer } from './consume.ts'

export type Classic = ClassicLevel<Buffer, Buffer>

/** Opens the database in `folder`, which LevelDB locks and may rewrite: give it a copy. */
export async function openClassic(folder: string): Promise<Classic> {
  const db: Classic = new ClassicLevel(folder, { keyEncoding: 'buffer', valueEncoding: 'buffer', createIfMissing: false })
  await db.open()
  return db
}

/** Reads the range. */
export async function classic(db: Classic, { from, to, limit }: Range, thorough: boolean): Promise<Answer> {
  const consumer = new Consumer(thorough)
  const iterator = db.iterator({
    ...(from === null ? {} : { gte: Buffer.from(from) }),
    ...(to === null ? {} : { lt: Buffer.from(to) }),
    ...(limit === Infinity ? {} : { limit }),
  })
  for await (const [key, value] of iterator) consumer.take(key, key.length, value, 0, value.length)
  return consumer.answer()
}
