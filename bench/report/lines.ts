/** Lines for cost against size, both axes logarithmic: a cost that does not depend on the size is level. */
import { logAxis, tickText, type Axis } from './axis.ts'
import { at, svg, text } from './markup.ts'

export interface PlottedLine {
  readonly name: string
  /** A cost for each size; null where it was not measured. */
  readonly costs: readonly (number | null)[]
}

const WIDTH = 640
const HEIGHT = 300
const LEFT = 64
const RIGHT = 36
const TOP = 12
const FOOT = 40
/** Height of a line of the legend, below the chart. */
const LEGEND = 20
/** Told apart by colour, dashes and marks, so that any one of them is enough. */
const STYLES = 6

export function lines(id: string, title: string, unit: string, sizes: readonly number[], all: readonly PlottedLine[]): string {
  const costs = all.flatMap(line => line.costs.filter(cost => cost !== null))
  const x = logAxis(sizes, LEFT, WIDTH - RIGHT)
  const y = logAxis(costs, HEIGHT - FOOT, TOP)
  const description = all.map(line => spoken(line, unit, sizes)).join('; ')
  return svg(id, WIDTH, HEIGHT + all.length * LEGEND, title, description, [
    ...x.ticks.map(tick => column(x.place(tick), tickText(tick))),
    ...y.ticks.map(tick => row(y.place(tick), tickText(tick))),
    `<text class="tick" x="${WIDTH - RIGHT}" y="${HEIGHT - 6}" text-anchor="end">operations a sample</text>`,
    `<text class="tick" x="${LEFT}" y="${HEIGHT - 6}">${text(unit)}</text>`,
    ...all.map((line, index) => drawn(line, index, sizes, x, y)),
  ])
}

/** A line of the grid for a size, and the size below it. */
function column(x: number, label: string): string {
  return (
    `<line class="grid" x1="${at(x)}" x2="${at(x)}" y1="${TOP}" y2="${HEIGHT - FOOT}"/>` +
    `<text class="tick" x="${at(x)}" y="${HEIGHT - FOOT + 16}" text-anchor="middle">${label}</text>`
  )
}

/** A line of the grid for a cost, and the cost beside it. */
function row(y: number, label: string): string {
  return (
    `<line class="grid" x1="${LEFT}" x2="${WIDTH - RIGHT}" y1="${at(y)}" y2="${at(y)}"/>` +
    `<text class="tick" x="${LEFT - 6}" y="${at(y + 4)}" text-anchor="end">${label}</text>`
  )
}

function spoken({ name, costs }: PlottedLine, unit: string, sizes: readonly number[]): string {
  const said = costs.flatMap((cost, index) => (cost === null ? [] : [`${cost.toPrecision(3)} at ${sizes[index]!.toLocaleString('en-US')}`]))
  return `${name}, ${unit}: ${said.join(', ')}`
}

function drawn({ name, costs }: PlottedLine, index: number, sizes: readonly number[], x: Axis, y: Axis): string {
  const style = `line-${index % STYLES}`
  const points = costs.flatMap((cost, point) => (cost === null ? [] : [[x.place(sizes[point]!), y.place(cost)] as const]))
  const path = points.map(([px, py]) => `${at(px)},${at(py)}`).join(' ')
  const y0 = HEIGHT + index * LEGEND + 10
  return [
    `<polyline class="${style}" points="${path}"/>`,
    ...points.map(([px, py]) => mark(index, px, py)),
    `<polyline class="${style}" points="${LEFT},${y0} ${LEFT + 36},${y0}"/>${mark(index, LEFT + 18, y0)}`,
    `<text x="${LEFT + 46}" y="${y0 + 4}">${text(name)}</text>`,
  ].join('')
}

function mark(index: number, x: number, y: number): string {
  const style = `mark-${index % STYLES}`
  if (index % 3 === 0) return `<circle class="${style}" cx="${at(x)}" cy="${at(y)}" r="3.5"/>`
  if (index % 3 === 1) return `<rect class="${style}" x="${at(x - 3)}" y="${at(y - 3)}" width="6" height="6"/>`
  return `<polygon class="${style}" points="${at(x)},${at(y - 4)} ${at(x + 4)},${at(y + 3)} ${at(x - 4)},${at(y + 3)}"/>`
}
