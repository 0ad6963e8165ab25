import { crc32c, maskCrc } from '../../../../examples/leveldb-scan/format/crc32c.ts'
import { varint, viewOf } from './record-builder.ts'

export type BlockEntry = readonly [key: Uint8Array, value: Uint8Array]

/** A block of `entries`, which are in order, with a restart every `interval` entries. */
export function blockOf(entries: readonly BlockEntry[], interval = 16): Uint8Array {
  const parts: Uint8Array[] = []
  const restarts: number[] = []
  let at = 0
  let last: Uint8Array = new Uint8Array(0)
  for (const [number, [key, value]] of entries.entries()) {
    let shared = 0
    if (number % interval === 0) restarts.push(at)
    else while (shared < key.length && shared < last.length && key[shared] === last[shared]) shared++
    const part = Buffer.concat([varint(shared), varint(key.length - shared), varint(value.length), key.subarray(shared), value])
    parts.push(part)
    at += part.length
    last = key
  }
  if (restarts.length === 0) restarts.push(0)
  const tail = Buffer.alloc(4 * restarts.length + 4)
  for (const [number, restart] of [...restarts, restarts.length].entries()) tail.writeUInt32LE(restart, 4 * number)
  return Buffer.concat([...parts, tail])
}

/** A block as it is in a file: with its compression, and a checksum that is right. */
export function stored(block: Uint8Array, compression = 0): Uint8Array {
  const bytes = Buffer.alloc(block.length + 5)
  bytes.set(block)
  bytes[block.length] = compression
  seal(bytes, 0, block.length)
  return bytes
}

/** Makes the checksum of the block in `bytes[start, start + size)` right again. */
export function seal(bytes: Uint8Array, start: number, size: number): void {
  const view = viewOf(bytes)
  view.setInt32(start + size + 1, maskCrc(crc32c(bytes, view, start, start + size + 1)), true)
}

/** A table of `blocks`, each with the last key in it. */
export function tableOf(blocks: readonly { readonly last: Uint8Array; readonly bytes: Uint8Array }[]): Uint8Array {
  const parts: Uint8Array[] = []
  const entries: BlockEntry[] = []
  let at = 0
  for (const { last, bytes } of blocks) {
    entries.push([last, Buffer.concat([varint(at), varint(bytes.length - 5)])])
    parts.push(bytes)
    at += bytes.length
  }
  const meta = stored(blockOf([]))
  const index = stored(blockOf(entries, 1))
  const footer = Buffer.alloc(48)
  footer.set(Buffer.concat([varint(at), varint(meta.length - 5), varint(at + meta.length), varint(index.length - 5)]))
  footer.writeBigUInt64LE(0xdb4775248b80fb57n, 40)
  return Buffer.concat([...parts, meta, index, footer])
}

/** What an index would have in place of a handle. */
export function handleOf(offset: number, size: number): Uint8Array {
  return Buffer.concat([varint(offset), varint(size)])
}

