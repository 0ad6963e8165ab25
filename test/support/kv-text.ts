import { isPending, type Poll } from '../../src/index.ts'
import { mockTask } from '../../src/testing/index.ts'
import type { KvCursor, KvEntry, KvIterator } from '../../src/iterators/index.ts'

const decoder = new TextDecoder()

/** The bytes as text. */
export function textOfBytes(bytes: Uint8Array): string {
  return decoder.decode(bytes)
}

/** One poll's answer: `key=value`, `null` or `Pending`. */
export function textOf(answer: Poll<KvEntry | null>): string {
  if (isPending(answer)) return 'Pending'
  return answer === null ? 'null' : `${textOfBytes(answer.key)}=${textOfBytes(answer.value)}`
}

/** One `next()`, polled once. */
export function nextText(it: KvIterator): string {
  return textOf(mockTask(it.next()).poll())
}

/** What is left of an iterator, as `key=value`; the last poll of each entry is the first that is not Pending. */
export function drained(it: KvIterator): string[] {
  const texts: string[] = []
  for (;;) {
    const task = mockTask(it.next())
    let answer = task.poll()
    while (isPending(answer)) answer = task.poll()
    if (answer === null) return texts
    texts.push(textOf(answer))
  }
}

/** The same of a cursor. */
export function drainedCursor(cursor: KvCursor): string[] {
  const texts: string[] = []
  for (;;) {
    const task = mockTask(cursor.next())
    while (isPending(task.poll())) continue
    if (!cursor.isValid()) return texts
    texts.push(`${textOfBytes(cursor.key())}=${textOfBytes(cursor.value())}`)
  }
}

/** The entries of `TestIterator(from, to)`. */
export function numbered(from: number, to: number): string[] {
  const texts: string[] = []
  for (let n = from; n < to; n++) {
    const digits = String(n).padStart(5, '0')
    texts.push(`key_${digits}=value_${digits}`)
  }
  return texts
}
