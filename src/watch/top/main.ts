#!/usr/bin/env node
/** The command `pollux`: so far, `pollux top`. */
import { parseArguments } from './arguments.ts'
import { watchOnce } from './once.ts'
import { watchLive } from './terminal.ts'

const asked = parseArguments(process.argv.slice(2))
const end = (status: number): void => {
  process.exitCode = status
}
// Whoever reads on, `| head` say, may stop reading: that is no failure.
process.stdout.on('error', () => {})

if ('say' in asked) {
  ;(asked.status === 0 ? process.stdout : process.stderr).write(`${asked.say}\n`)
  end(asked.status)
} else {
  const watch = asked.once || !process.stdout.isTTY || !process.stdin.isTTY ? watchOnce : watchLive
  try {
    watch(asked, end)
  } catch (error) {
    // No folder for what the program tells, say.
    process.stderr.write(`pollux top: ${(error as Error).message}\n`)
    end(1)
  }
}
