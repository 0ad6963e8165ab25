/**
 * A recording in Chrome's trace-event format, for https://ui.perfetto.dev or the performance panel of DevTools: a track a
 * task with a slice a poll, an arrow from each wake and spawn to the turn that came of it, what each leaf waited for, and
 * the depth of the queue.
 */
import type { ChromeEvent } from './chrome-events.ts'
import { wakesWithoutTurn } from './chrome-flows.ts'
import { trackNames } from './chrome-tracks.ts'
import { ChromeWriter } from './chrome-writer.ts'
import type { RecordedEvent } from './recorded-event.ts'

/** What {@link chromeTrace} takes beside the recording. */
export interface ChromeTraceOptions {
  /** What the process is called. Default: `pollux`. */
  name?: string
}

/** Whatever gives the same events each time that it is asked: a {@link Recorder}. */
export interface Recording {
  events(): Iterable<RecordedEvent>
  readonly dropped: number
}

/**
 * Writes the trace piece by piece, an event a piece: for recordings whose text is too large for one string.
 *
 * @param write is given pieces of text, to be put one after the other.
 * @throws what `write` throws.
 * @example
 * const file = openSync('run.json', 'w')
 * writeChromeTrace(recorder, piece => writeSync(file, piece))
 */
export function writeChromeTrace(recording: Recording, write: (piece: string) => void, options: ChromeTraceOptions = {}): void {
  const names = namesOf(recording.events())
  let separator = '\n'
  const emit = (event: ChromeEvent): void => {
    write(`${separator}${JSON.stringify(event)}`)
    separator = ',\n'
  }
  write('{"traceEvents":[')
  for (const event of trackNames(options.name ?? 'pollux', names)) emit(event)
  const writer = new ChromeWriter(names, wakesWithoutTurn(recording.events()), emit)
  for (const event of recording.events()) writer.write(event)
  writer.end()
  write(`\n],"displayTimeUnit":"ms","otherData":{"droppedEvents":${recording.dropped}}}\n`)
}

/**
 * The trace as one string: save it as a `.json` file and open that in Perfetto or DevTools. Times are those of the
 * recorder's clock; without one each event is a microsecond after the one before, which shows the order.
 *
 * Rust: what the crate `tracing-chrome` writes.
 *
 * @example
 * const recorder = new Recorder({ clock: () => performance.now() })
 * new Runtime({ observer: recorder }).blockOn(main())
 * writeFileSync('run.json', chromeTrace(recorder))
 */
export function chromeTrace(recording: Recording, options?: ChromeTraceOptions): string {
  const pieces: string[] = []
  writeChromeTrace(recording, piece => void pieces.push(piece), options)
  return pieces.join('')
}

/** Every task that has a turn, by name where its spawning was recorded. */
function namesOf(events: Iterable<RecordedEvent>): Map<number, string> {
  const names = new Map<number, string>()
  for (const event of events) {
    if (event.type === 'taskSpawned' || event.type === 'taskFound') names.set(event.id, event.name)
    else if (event.type === 'taskPolled' && !names.has(event.id)) names.set(event.id, '')
  }
  return new Map([...names].sort(([a], [b]) => a - b))
}
