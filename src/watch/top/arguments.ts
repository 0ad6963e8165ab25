/** The command line of `pollux top`. */
import { COLUMNS, type Column } from './table.ts'

export const USAGE = `usage: pollux top [options] -- command [argument …]

Runs a program and shows its tasks, four times a second. The program opts in with a line before it makes runtimes:

    import { serveTop } from 'pollux/watch'
    serveTop()

  --once            print one table, when the program has ended, and no live view; so too if the output is no terminal
  --after <ms>      with --once: print so many milliseconds after its first task, and stop the program
  --sort <column>   ${COLUMNS.filter(column => column.key !== '').map(column => column.name).join(', ')}; default: busy
  --rows <n>        with --once: tasks shown at most; default: 40
  --help            this text

Keys: q quits and stops the program · ↑ ↓ choose a task · enter shows it, and back · ${COLUMNS.filter(column => column.key !== '').map(column => `${column.key} ${column.name}`).join(', ')}: sort`

/** What the command line asks for. */
export interface TopArguments {
  readonly command: readonly string[]
  readonly once: boolean
  /** Milliseconds; null: at the end. */
  readonly after: number | null
  readonly sort: Column['name']
  readonly rows: number
}

/** What is to be done instead: print this, and end with that status. */
export interface Refusal {
  readonly say: string
  readonly status: number
}

/** Reads what follows `pollux` on the command line. */
export function parseArguments(given: readonly string[]): TopArguments | Refusal {
  const [verb, ...rest] = given
  if (verb === '--help' || verb === 'help' || before(rest).includes('--help')) return { say: USAGE, status: 0 }
  if (verb !== 'top') return { say: `pollux: ${verb === undefined ? 'expected a command' : `unknown command ${verb}`}\n\n${USAGE}`, status: 2 }
  const options = before(rest)
  const command = rest.slice(options.length + 1)
  let once = false
  let after: number | null = null
  let sort: Column['name'] = 'busy'
  let rows = 40
  for (let at = 0; at < options.length; at++) {
    const option = options[at]!
    if (option === '--once') {
      once = true
      continue
    }
    const value = options[++at]
    if (option === '--sort' && COLUMNS.some(column => column.name === value)) sort = value as Column['name']
    else if (option === '--after' && Number(value) > 0) after = Number(value)
    else if (option === '--rows' && Number.isInteger(Number(value)) && Number(value) > 0) rows = Number(value)
    else return { say: `pollux top: cannot take ${[option, value].filter(part => part !== undefined).join(' ')}\n\n${USAGE}`, status: 2 }
  }
  if (command.length === 0 || command[0] === '') return { say: `pollux top: expected a program after --\n\n${USAGE}`, status: 2 }
  return { command, once, after, sort, rows }
}

/** The options: what stands before `--`. */
function before(rest: readonly string[]): readonly string[] {
  const at = rest.indexOf('--')
  return at < 0 ? rest : rest.slice(0, at)
}
