/** Bars for ratios: to the left of 1 is cheaper than the baseline, to the right dearer. */
import { logAxis, tickText, type Axis } from './axis.ts'
import { at, svg, text } from './markup.ts'

export interface Bar {
  readonly name: string
  /** Cost relative to the baseline. */
  readonly ratio: number
  readonly low: number
  readonly high: number
  /** No result: drawn pale. */
  readonly noise: boolean
  /** As the table says it: `9.1x faster`. */
  readonly label: string
}

const WIDTH = 640
const NAMES = 190
const LABELS = 130
const ROW = 24
const TOP = 8
const FOOT = 24

/** `title` names the chart; its description is the bars in words. */
export function bars(id: string, title: string, all: readonly Bar[]): string {
  const axis = logAxis(all.flatMap(({ ratio, low, high }) => [ratio, low, high]), NAMES, WIDTH - LABELS, [1])
  const bottom = TOP + all.length * ROW
  const description = all.map(({ name, label }) => `${name}: ${label}`).join('; ')
  return svg(id, WIDTH, bottom + FOOT, title, description, [
    ...axis.ticks.map(tick => gridLine(axis, tick, bottom)),
    ...all.map((bar, row) => drawn(bar, axis, TOP + row * ROW)),
    `<line class="one" x1="${at(axis.place(1))}" x2="${at(axis.place(1))}" y1="${TOP}" y2="${bottom}"/>`,
  ])
}

function gridLine(axis: Axis, tick: number, bottom: number): string {
  const x = at(axis.place(tick))
  return (
    `<line class="grid" x1="${x}" x2="${x}" y1="${TOP}" y2="${bottom}"/>` +
    `<text class="tick" x="${x}" y="${bottom + 16}" text-anchor="middle">${tickText(tick)}×</text>`
  )
}

/** Name, bar from 1 to the ratio, whisker over its interval, and the ratio in words. */
function drawn({ name, ratio, low, high, noise, label }: Bar, axis: Axis, y: number): string {
  const [one, end] = [axis.place(1), axis.place(ratio)]
  const kind = noise ? 'noise' : ratio < 1 ? 'less' : 'more'
  const middle = y + ROW / 2
  return [
    `<text x="${NAMES - 8}" y="${middle + 4}" text-anchor="end">${text(name)}</text>`,
    `<rect class="${kind}" x="${at(Math.min(one, end))}" y="${y + 4}" width="${at(Math.max(Math.abs(end - one), 1))}" height="${ROW - 8}"/>`,
    `<line class="whisker" x1="${at(axis.place(low))}" x2="${at(axis.place(high))}" y1="${middle}" y2="${middle}"/>`,
    `<text class="label" x="${WIDTH - LABELS + 8}" y="${middle + 4}">${text(label)}</text>`,
  ].join('')
}
