/**
 * A schedule as a string: what could happen in the run, and then which of it did, for `replay`.
 *
 *     explore1;spurious=1;drops=1;2.0x5.1       the third alternative, five times the first, the second; then always the first
 *     explore1;seed=42;1                        the second, then always the first, in the world that the seed 42 makes
 *     explore1;any;seed=0;719.3                 generated: picks too high are made to fit
 */
import { nounOf } from '../wrong-use.ts'
import { requireSeed } from './seed.ts'

/** What may happen in a run besides its tasks taking turns: how often at most. It decides what there is to choose from. */
export interface Space {
  /** Polls of tasks that nobody woke. */
  readonly spurious: number
  /** Tasks other than the main future disposed while suspended. */
  readonly drops: number
  /** Whether the main future may be, which ends the run: 0 or 1. */
  readonly cancels: number
  /** Failures injected where the program says that something may fail. */
  readonly failures: number
  /** Times that the clock moves on although tasks are ready. */
  readonly late: number
}

export const NOTHING_ELSE: Space = { spurious: 0, drops: 0, cancels: 0, failures: 0, late: 0 }

/** By name, in the order in which a string has them. */
export const LIMITS = ['spurious', 'drops', 'cancels', 'failures', 'late'] as const

/** What a run depends on besides its choices. */
export interface Conditions {
  readonly space: Space
  /** Makes the world: the host's time and chance. Null for a program that may ask for neither. */
  readonly seed: number | null
  /** After so many turns the run is cut off. Null: after as many as whoever runs it allows. */
  readonly turns: number | null
}

export interface Schedule extends Conditions {
  readonly picks: readonly number[]
  /** Picks that are too high are taken modulo the number of alternatives: the mark of a generated schedule. */
  readonly lenient: boolean
}

/** The string of a schedule. Picks of 0 at the end are what happens anyway, and left out. */
export function formatSchedule({ space, seed, turns, picks, lenient }: Schedule): string {
  const parts = ['explore1']
  if (lenient) parts.push('any')
  if (seed !== null) parts.push(`seed=${seed}`)
  if (turns !== null) parts.push(`turns=${turns}`)
  for (const name of LIMITS) if (space[name] > 0) parts.push(`${name}=${space[name]}`)
  return [...parts, formatPicks(trimmed(picks))].join(';')
}

/** Without the zeros at the end. */
export function trimmed(picks: readonly number[]): number[] {
  let length = picks.length
  while (length > 0 && picks[length - 1] === 0) length--
  return picks.slice(0, length)
}

/** A longer run of one pick is written as several: a slip of the hand must not ask for all the memory there is. */
const MOST_TIMES = 9_999_999

function formatPicks(picks: readonly number[]): string {
  const parts: string[] = []
  for (let at = 0; at < picks.length; ) {
    const most = Math.min(picks.length, at + MOST_TIMES)
    let end = at + 1
    while (end < most && picks[end] === picks[at]) end++
    parts.push(end - at === 1 ? `${picks[at]}` : `${picks[at]}x${end - at}`)
    at = end
  }
  return parts.join('.')
}

/** @throws TypeError for what is no schedule; RangeError for a seed that is none. */
export function parseSchedule(text: string): Schedule {
  const match = typeof text === 'string' ? /^explore1((?:;any|;[a-z]+=-?\d{1,17})*);([\d.x]*)$/.exec(text) : null
  const picks = match === null ? null : parsePicks(match[2]!)
  if (match === null || picks === null) throw new TypeError(`${shown(text)} is not a schedule; take one from the report of explore(…)`)
  const space: Record<string, number> = { ...NOTHING_ELSE }
  let [lenient, seed, turns]: [boolean, number | null, number | null] = [false, null, null]
  for (const part of match[1]!.split(';').slice(1)) {
    const [name, digits] = part.split('=') as [string, string | undefined]
    const value = Number(digits)
    if (digits === undefined) lenient = true
    else if (name === 'seed') seed = requireSeed(value, shown(text))
    else if (name !== 'turns' && !Object.hasOwn(space, name)) throw new TypeError(`${shown(text)} is not a schedule: it knows of ${name}`)
    else if (!Number.isSafeInteger(value) || value < (name === 'turns' ? 1 : 0)) throw new TypeError(`${shown(text)} is not a schedule: ${part}`)
    else if (name === 'turns') turns = value
    else space[name] = value
  }
  return { space: space as unknown as Space, seed, turns, picks, lenient }
}

function shown(text: unknown): string {
  return typeof text === 'string' ? JSON.stringify(text.length > 200 ? `${text.slice(0, 200)}…` : text) : nounOf(text)
}

/** Null if it is none. Part by part: one expression for all of a long schedule would need as long a stack. */
function parsePicks(text: string): number[] | null {
  const picks: number[] = []
  if (text === '') return picks
  for (const part of text.split('.')) {
    const match = /^(\d{1,16})(?:x(\d{1,7}))?$/.exec(part)
    const pick = Number(match?.[1])
    if (!Number.isSafeInteger(pick)) return null
    for (let times = Number(match![2] ?? 1); times > 0; times--) picks.push(pick)
  }
  return picks
}
