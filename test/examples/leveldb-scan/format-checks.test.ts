/** Checksums and compression: the two computations that everything else trusts. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { CRC_START, crc32c, crcStep, maskCrc, unmaskCrc } from '../../../examples/leveldb-scan/format/crc32c.ts'
import { SLACK, snappyExpand, snappyLength } from '../../../examples/leveldb-scan/format/snappy.ts'
import { varint, viewOf } from './support/record-builder.ts'

function crc(bytes: Uint8Array, start = 0, end = bytes.length): number {
  return crc32c(bytes, viewOf(bytes), start, end) >>> 0
}

describe('CRC-32C', () => {
  it.each([
    ['nothing', new Uint8Array(0), 0],
    ['32 zeros', new Uint8Array(32), 0x8a9136aa],
    ['32 ones', new Uint8Array(32).fill(255), 0x62a8ab43],
    ['0 to 31', Uint8Array.from({ length: 32 }, (_, i) => i), 0x46dd794e],
    ['the digits', Buffer.from('123456789'), 0xe3069283],
  ])('is that of the standard: %s', (_, bytes, expected) => expect(crc(bytes)).toBe(expected))

  it('is the same sixteen bytes a step and one a step, wherever it begins and ends', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 80 }), fc.nat(20), fc.nat(20), (bytes, from, less) => {
        const start = Math.min(from, bytes.length)
        const end = Math.max(start, bytes.length - less)
        let state = CRC_START
        for (const byte of bytes.subarray(start, end)) state = crcStep(state, byte)
        expect(crc(bytes, start, end)).toBe(~state >>> 0)
      }),
    )
  })

  it('comes back from its mask', () => {
    fc.assert(
      fc.property(fc.integer(), value => {
        expect(unmaskCrc(maskCrc(value))).toBe(value)
      }),
    )
    expect(maskCrc(0x12345678) >>> 0).toBe(((((0x12345678 >>> 15) | (0x12345678 << 17)) >>> 0) + 0xa282ead8) >>> 0)
  })
})

// ---- Snappy ----

type Element = { readonly literal: Uint8Array; readonly width: 0 | 1 | 2 | 3 | 4 } | { readonly distance: number; readonly length: number; readonly kind: 1 | 2 | 4 }

/** The tag and the extra bytes of an element. */
function encode(element: Element): Uint8Array {
  if ('literal' in element) {
    const less = element.literal.length - 1
    if (element.width === 0) return Buffer.concat([Uint8Array.of(less << 2), element.literal])
    return Buffer.concat([Uint8Array.of((59 + element.width) << 2), little(less, element.width), element.literal])
  }
  const { distance, length, kind } = element
  if (kind === 1) return Uint8Array.of(((distance >> 8) << 5) | ((length - 4) << 2) | 1, distance & 255)
  return Buffer.concat([Uint8Array.of(((length - 1) << 2) | (kind === 2 ? 2 : 3)), little(distance, kind)])
}

function little(value: number, width: number): Uint8Array {
  return Uint8Array.from({ length: width }, (_, i) => Math.floor(value / 256 ** i) & 255)
}

/** What the elements mean, a byte at a time. */
function meaning(elements: readonly Element[]): Uint8Array {
  const bytes: number[] = []
  for (const element of elements) {
    if ('literal' in element) bytes.push(...element.literal)
    else for (let i = 0; i < element.length; i++) bytes.push(bytes[bytes.length - element.distance]!)
  }
  return Uint8Array.from(bytes)
}

/** Expands `compressed` into the middle of other bytes; null if it is damaged. Fails if it writes beyond the slack. */
function expand(compressed: Uint8Array): Uint8Array | null {
  const source = new Uint8Array(3 + compressed.length + SLACK)
  source.set(compressed, 3)
  const end = 3 + compressed.length
  const length = snappyLength(source, 3, end)
  if (length < 0) return null
  const target = new Uint8Array(5 + length + SLACK + 1).fill(0xaa)
  const good = snappyExpand(source, viewOf(source), 3, end, target, viewOf(target), 5)
  expect([...target.subarray(0, 5), target.at(-1)]).toEqual([0xaa, 0xaa, 0xaa, 0xaa, 0xaa, 0xaa])
  return good ? target.slice(5, 5 + length) : null
}

function compressed(elements: readonly Element[]): Uint8Array {
  return Buffer.concat([varint(meaning(elements).length), ...elements.map(encode)])
}

const literal = (text: string, width: 0 | 1 | 2 | 3 | 4 = 0): Element => ({ literal: Buffer.from(text), width })

/** Elements in which every copy reaches back to what is there. */
const elements: fc.Arbitrary<Element[]> = fc
  .array(
    fc.record({
      literal: fc.uint8Array({ minLength: 1, maxLength: 70 }),
      back: fc.nat(),
      length: fc.integer({ min: 1, max: 64 }),
      pick: fc.constantFrom(0, 0, 1, 2, 4),
    }),
    { minLength: 1, maxLength: 12 },
  )
  .map(picks => {
    let size = 0
    return picks.map(({ literal, back, length, pick }): Element => {
      const kind = size === 0 ? 0 : pick
      if (kind === 0) {
        size += literal.length
        return { literal, width: literal.length > 60 ? 1 : 0 }
      }
      const distance = 1 + (back % Math.min(size, kind === 1 ? 2047 : 65535))
      const long = kind === 1 ? 4 + (length % 8) : length
      size += long
      return { distance, length: long, kind: kind as 1 | 2 | 4 }
    })
  })

describe('Snappy', () => {
  it.each([
    ['nothing', []],
    ['a literal', [literal('hello')]],
    ['a literal of 60', [literal('x'.repeat(60))]],
    ['literals with one to four bytes of length', ([1, 2, 3, 4] as const).map(width => literal('y'.repeat(61 + width), width))],
    ['a long literal', [literal('z'.repeat(70_000), 3)]],
    ['copies of each kind', [literal('abcdefgh'), { distance: 8, length: 8, kind: 1 }, { distance: 5, length: 13, kind: 2 }, { distance: 3, length: 64, kind: 4 }]],
    ['copies that repeat one to five bytes', [literal('12345'), ...[1, 2, 3, 4, 5].map(distance => ({ distance, length: 30, kind: 2 as const }))]],
  ] as [string, Element[]][])('expands %s', (_, list) => expect(expand(compressed(list))).toEqual(meaning(list)))

  it('expands whatever the elements are', () => {
    fc.assert(
      fc.property(elements, list => {
        expect(expand(compressed(list))).toEqual(meaning(list))
      }),
    )
  })

  it.each([
    ['no length', []],
    ['a length that does not end', [0xff, 0xff, 0xff, 0xff, 0xff, 0xff]],
    ['a length beyond what the data can give', [0xff, 0xff, 0xff, 0x7f, 0x00]],
    ['a literal that is cut off', [5, 4 << 2, 1, 2]],
    ['more than its length', [1, 1 << 2, 1, 2]],
    ['less than its length', [3, 1 << 2, 1, 2]],
    ['a copy from before the beginning', [9, 0, 1, 0b10 | (7 << 2), 2, 0]],
    ['a copy from nowhere', [9, 0, 1, 0b10 | (7 << 2), 0, 0]],
    ['a copy that is cut off', [9, 0, 1, 0b10 | (7 << 2), 1]],
  ])('refuses %s', (_, bytes) => expect(expand(Uint8Array.from(bytes))).toBe(null))

  it('never writes out of its place, whatever is damaged', () => {
    fc.assert(
      fc.property(elements, fc.nat(), fc.integer({ min: 1, max: 255 }), (list, where, change) => {
        const bytes = compressed(list)
        bytes[where % bytes.length]! ^= change
        const expanded = expand(bytes)
        expect(expanded === null || expanded.length === snappyLength(bytes, 0, bytes.length)).toBe(true)
      }),
    )
  })
})
