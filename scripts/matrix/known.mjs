/** Failures that are known, each with its reason; `docs/guides/where-it-runs.md` says what they mean to a program. */

/** @type {readonly { engine: string, file: string, title: string, why: string }[]} */
const KNOWN = []

/** Why a test fails on an engine, or null if it ought not to. A title in the table may be the beginning of one. */
export function whyKnown(engine, file, title) {
  return KNOWN.find(row => row.engine === engine && row.file === file && title.includes(row.title))?.why ?? null
}
