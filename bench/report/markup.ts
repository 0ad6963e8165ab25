/** The little markup that pages and charts are made of. */

const ESCAPES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }

/** Text as it may stand between tags and in attributes. */
export function text(value: string | number): string {
  return String(value).replace(/[&<>"]/g, sign => ESCAPES[sign]!)
}

/** A table with a caption. The first cell of each row names it. */
export function htmlTable(caption: string, head: readonly string[], rows: readonly (readonly string[])[]): string {
  const headCells = head.map(cell => `<th scope="col">${text(cell)}</th>`).join('')
  const body = rows.map(([name = '', ...cells]) => `<tr><th scope="row">${text(name)}</th>${cells.map(cell => `<td>${text(cell)}</td>`).join('')}</tr>`)
  return `<table><caption>${text(caption)}</caption><thead><tr>${headCells}</tr></thead><tbody>\n${body.join('\n')}\n</tbody></table>`
}

/** A chart with the name and the words that stand for it where it cannot be seen. `id` is unique in the page. */
export function svg(id: string, width: number, height: number, title: string, description: string, content: readonly string[]): string {
  return [
    `<svg viewBox="0 0 ${width} ${height}" role="img" aria-labelledby="${id}-title ${id}-desc" xmlns="http://www.w3.org/2000/svg">`,
    `<title id="${id}-title">${text(title)}</title>`,
    `<desc id="${id}-desc">${text(description)}</desc>`,
    ...content,
    '</svg>',
  ].join('\n')
}

/** A coordinate: a tenth of a unit is finer than any screen. */
export function at(value: number): string {
  return String(Math.round(value * 10) / 10)
}

/** A name as an id: `ready-stream-10`. */
export function slug(name: string): string {
  return name.toLowerCase().replace(/[^a-z0-9]+/g, '-').replace(/^-|-$/g, '')
}
