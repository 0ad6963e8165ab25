/** The terminal of the live view: a screen of its own, raw keys, and everything put back at the end. */
import { drop } from '../../future/dispose.ts'
import '../../future/symbols.ts'
import type { TopArguments } from './arguments.ts'
import { ENDING, WatchedProgram } from './program.ts'
import { Viewer } from './viewer.ts'

/** Milliseconds between two drawings. */
const PERIOD = 250

const ENTER = '\u001b[?1049h\u001b[?25l'
const LEAVE = '\u001b[?25h\u001b[?1049l'
const HOME = '\u001b[H'
const CLEAR_LINE = '\u001b[K'
const CLEAR_BELOW = '\u001b[J'

/** What the program printed is shown again when the live view has gone, up to so many characters. */
const KEPT = 1_000_000

/** Runs the live view until `q`. `done` is given the exit code. */
export function watchLive({ command, sort }: TopArguments, done: (status: number) => void): void {
  const { stdin, stdout } = process
  const viewer = new Viewer(sort)
  let printed = ''
  let status = 0
  let quitting = false
  let hungUp = false
  const program = new WatchedProgram(command, 'pipe', text => {
    printed = (printed + text).slice(-KEPT)
    viewer.print(text)
  }, outcome => {
    status = 'failed' in outcome ? 127 : outcome.status
    if (quitting) finish(0)
    viewer.ended('failed' in outcome ? `${outcome.failed} · q quit` : `the program has ended with code ${status} · q quit`)
  })
  const finish = (code: number): void => {
    drop(program)
    process.stdout.write(printed)
    if (hungUp) dieOf('SIGHUP')
    done(code)
  }
  const draw = (): void => {
    const lines = viewer.lines(program.snapshot(), { columns: stdout.columns || 80, rows: stdout.rows || 24 })
    stdout.write(HOME + lines.map(line => line + CLEAR_LINE).join('\r\n') + CLEAR_BELOW)
  }
  const timer = setInterval(draw, PERIOD)
  const end = (): void => {
    if (quitting) return
    quitting = true
    clearInterval(timer)
    stdin.setRawMode(false).pause()
    stdout.write(LEAVE)
    if (program.isRunning) program.stop()
    else finish(status)
  }
  process.on('SIGHUP', () => {
    hungUp = true
  })
  for (const signal of ENDING) process.on(signal, end)
  // After a hangup there is no terminal any more, and everything else is still to be put back.
  stdin.on('error', () => {})
  stdout.write(ENTER)
  stdin.setRawMode(true).setEncoding('utf8').on('data', (key: string) => {
    if (viewer.key(key, program.snapshot())) end()
    else draw()
  })
  draw()
}

/**
 * Ends this process by `signal`, which it has held up until everything was put back. Node's own end would set the modes of a
 * terminal that has gone, and abort over it.
 */
function dieOf(signal: 'SIGHUP'): void {
  process.removeAllListeners(signal)
  process.kill(process.pid, signal)
}
