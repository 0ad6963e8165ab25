#!/usr/bin/env node
/** The command `pollux`: so far, `pollux top`. */
import { parseArguments } from './arguments.ts'
import { watchOnce } from './once.ts'
import { watchLive } from './terminal.ts'

const asked = parseArguments(process.argv.slice(2))
const end = (status: number): void => {
  process.exitCode = status
}
if ('say' in asked) {
  ;(asked.status === 0 ? process.stdout : process.stderr).write(`${asked.say}\n`)
  end(asked.status)
} else if (asked.once || !process.stdout.isTTY || !process.stdin.isTTY) {
  watchOnce(asked, end)
} else {
  watchLive(asked, end)
}
