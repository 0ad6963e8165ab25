import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { decodeFooter, FOOTER, TableIndex } from '../../../../examples/leveldb-scan/format/table-index.ts'
import { seal } from './table-builder.ts'

/** The paths of the files of a kind, in the order of their numbers. */
export function filesOf(folder: string, kind: RegExp): string[] {
  return readdirSync(folder).filter(name => kind.test(name)).sort().map(name => join(folder, name))
}

export const TABLE = /\.ldb$/
export const LOG = /\.log$/
export const MANIFEST = /^MANIFEST-/

/** Rewrites a file. */
export function edit(file: string, change: (bytes: Buffer) => Uint8Array | void): void {
  const bytes = readFileSync(file)
  writeFileSync(file, change(bytes) ?? bytes)
}

export function flip(file: string, at: number): void {
  edit(file, bytes => {
    bytes[at]! ^= 0x40
  })
}

export interface Place {
  readonly offset: number
  readonly size: number
}

/** Where the data blocks of an uncompressed table lie, and behind them its index. */
export function blocksOf(file: string): { blocks: Place[]; index: Place } {
  const bytes = readFileSync(file)
  const index = decodeFooter(file, bytes.length, bytes.subarray(-FOOTER))
  const { count, offsets, sizes } = new TableIndex(file, index, bytes.subarray(index.offset, index.offset + index.size))
  return { blocks: Array.from({ length: count }, (_, at) => ({ offset: offsets[at]!, size: sizes[at]! })), index }
}

/** Changes a block, or the compression behind it, and makes its checksum right again. */
export function forge(file: string, { offset, size }: Place, change: (block: Buffer) => void): void {
  edit(file, bytes => {
    change(bytes.subarray(offset, offset + size + 1))
    seal(bytes, offset, size)
  })
}
