/**
 * A schedule as a string: what could happen in the run, and then which of it did, for `replay`.
 *
 *     explore1;spurious=1;drops=1;2.0x5.1       the third alternative, five times the first, the second; then always the first
 */

/** What may happen in a run besides its tasks taking turns: how often at most. It decides what there is to choose from. */
export interface Space {
  /** Polls of tasks that nobody woke. */
  readonly spurious: number
  /** Tasks disposed while suspended. */
  readonly drops: number
  /** Failures injected where the program says that something may fail. */
  readonly failures: number
  /** Times that the clock moves on although tasks are ready. */
  readonly late: number
}

export const NOTHING_ELSE: Space = { spurious: 0, drops: 0, failures: 0, late: 0 }

const LIMITS = ['spurious', 'drops', 'failures', 'late'] as const

export interface Schedule {
  readonly space: Space
  readonly picks: readonly number[]
  /** Picks that are too high are taken modulo the number of alternatives: the mark of a generated schedule. */
  readonly lenient: boolean
}

/** The string of a schedule. Picks of 0 at the end are what happens anyway, and left out. */
export function formatSchedule({ space, picks, lenient }: Schedule): string {
  const limits = LIMITS.filter(name => space[name] > 0).map(name => `${name}=${space[name]}`)
  return ['explore1', ...(lenient ? ['any'] : []), ...limits, formatPicks(trimmed(picks))].join(';')
}

/** Without the zeros at the end. */
export function trimmed(picks: readonly number[]): number[] {
  let length = picks.length
  while (length > 0 && picks[length - 1] === 0) length--
  return picks.slice(0, length)
}

function formatPicks(picks: readonly number[]): string {
  const parts: string[] = []
  for (let at = 0; at < picks.length; ) {
    let end = at + 1
    while (end < picks.length && picks[end] === picks[at]) end++
    parts.push(end - at === 1 ? `${picks[at]}` : `${picks[at]}x${end - at}`)
    at = end
  }
  return parts.join('.')
}

/** @throws TypeError for what is no schedule. */
export function parseSchedule(text: string): Schedule {
  const match = typeof text === 'string' ? /^explore1((?:;any|;[a-z]+=\d{1,9})*);((?:\d+(?:x\d{1,7})?(?:\.\d+(?:x\d{1,7})?)*)?)$/.exec(text) : null
  if (match === null) throw new TypeError(`${JSON.stringify(text)} is not a schedule; take one from the report of explore(…)`)
  const space: Record<string, number> = { ...NOTHING_ELSE }
  let lenient = false
  for (const part of match[1]!.split(';').filter(part => part !== '')) {
    const [name, value] = part.split('=') as [string, string | undefined]
    if (value === undefined) lenient = true
    else if (Object.hasOwn(space, name)) space[name] = Number(value)
    else throw new TypeError(`${JSON.stringify(text)} is not a schedule: it knows of ${name}`)
  }
  return { space: space as unknown as Space, picks: parsePicks(match[2]!), lenient }
}

function parsePicks(text: string): number[] {
  if (text === '') return []
  return text.split('.').flatMap(part => {
    const [pick, times = '1'] = part.split('x')
    return new Array<number>(Number(times)).fill(Number(pick))
  })
}
