/** A failure that came from a thread of the pool, as the error that the job's task fails with. */
import { NotSendableError } from '../../future/not-sendable-error.ts'
import { BlockingLoadError, WorkerDiedError } from './errors.ts'
import type { WireEnd, WireError, WireFailure, WireTarget } from './wire.ts'

/** What a job that called `target` fails with. */
export function failureOf(failure: WireFailure, target: WireTarget): unknown {
  if (failure.kind === 'throw') return decode(failure.error)
  if (failure.kind === 'load') return loadError(failure, target)
  return new NotSendableError({
    what: `spawnBlocking: the result of ${target.name} cannot leave its thread`,
    path: `result${failure.path}`,
    type: failure.type,
    tooBig: 0,
    remedy: 'return plain data, or hand it over with transfer(value, list)',
  })
}

function loadError(failure: WireFailure & { kind: 'load' }, target: WireTarget): BlockingLoadError {
  const { reason, detail = '' } = failure
  const options = failure.cause === undefined ? {} : { cause: decode(failure.cause) }
  return new BlockingLoadError(reason, `spawnBlocking: ${explain(reason, detail, target, options.cause)}`, options)
}

const MOVE_IT = 'or put it into a module of its own: spawnBlocking({ module: new URL(…, import.meta.url), export: … }, …)'

function explain(reason: BlockingLoadError['reason'], detail: string, target: WireTarget, cause: unknown): string {
  const { name } = target
  switch (reason) {
    case 'module': {
      const module = 'module' in target ? target.module : ''
      return `the module ${module} does not load in the worker: ${textOf(cause)}${remedyFor(detail, module)}`
    }
    case 'export':
      return `the module ${'module' in target ? target.module : ''} has no function ${name} to call; ${detail}`
    case 'source':
      return `the function ${name} is sent as text, and its text does not compile by itself: ${textOf(cause)}; write it as a function or an arrow, ${MOVE_IT}`
    case 'captured':
      return (
        `the function ${name} is sent as text, so ${detail}, which it uses, is not there in the worker` +
        `${detail.startsWith('__') ? ' (a name that a compiler puts there: for an import, or as its helper)' : ''}; pass it as an argument, ${MOVE_IT}`
      )
  }
}

function remedyFor(code: string, module: string): string {
  if (code === 'ERR_UNKNOWN_FILE_EXTENSION') return '; run the program under tsx, or give the compiled file'
  if (code === 'ERR_MODULE_NOT_FOUND' && !module.startsWith('file:')) return '; give its whole URL: new URL(…, import.meta.url)'
  return ''
}

/** The end of the thread `id` while it had the job `name`. */
export function deathOf({ id, code, failure }: WireEnd, name: string): WorkerDiedError {
  const cause = failure === undefined ? undefined : decode(failure)
  const how = cause === undefined ? howEnded(code) : isOutOfMemory(cause) ? 'it ran out of memory' : textOf(cause)
  const remedy = isOutOfMemory(cause)
    ? '; give the job less at a time, or its threads more with limitBlockingPool({ heapMb })'
    : cause === undefined && code !== null
      ? '; return or throw from a job instead of ending its thread'
      : ''
  const message = `the thread of worker ${id} ended before ${name} had: ${how}${remedy}`
  return new WorkerDiedError(message, code, cause === undefined ? {} : { cause })
}

function howEnded(code: number | null): string {
  return code === null ? 'it closed itself' : `process.exit was called in it, with code ${code}`
}

function isOutOfMemory(cause: unknown): boolean {
  return (cause as { code?: unknown } | undefined)?.code === 'ERR_WORKER_OUT_OF_MEMORY'
}

function textOf(cause: unknown): string {
  return cause instanceof Error ? `${cause.name}: ${cause.message}` : String(cause)
}

/** The classes that every thread has, so that `instanceof` holds here too. */
const CLASSES: Readonly<Record<string, ErrorConstructor>> = { TypeError, RangeError, SyntaxError, ReferenceError, EvalError, URIError }

/** An error of the class's name, message, stack, fields and causes that it had there. What was no error comes as it was. */
export function decode(wire: WireError): unknown {
  if ('value' in wire) return wire.value
  if ('text' in wire) return new Error(`a value that cannot leave its thread was thrown: ${wire.text}`)
  const { name, message, stack, fields = {}, cause, errors } = wire
  const options = cause === undefined ? {} : { cause: decode(cause) }
  const error = errors === undefined ? new (CLASSES[name] ?? Error)(message, options) : new AggregateError(errors.map(decode), message, options)
  if (error.name !== name) hidden(error, 'name', name)
  if (stack !== '') hidden(error, 'stack', stack)
  return Object.assign(error, fields)
}

function hidden(error: Error, key: string, value: string): void {
  Object.defineProperty(error, key, { value, configurable: true, writable: true })
}
