/**
 * Where a thread of the blocking pool begins. In plain JavaScript, because a worker cannot load TypeScript by itself; the
 * job's module may be TypeScript, for which a loader is registered first. And the one place of the runtime with promises:
 * modules load with one, and a job may be an async function.
 *
 * It takes a job at a time from its port and answers each with a message, also one that cannot be loaded: the main thread
 * may be parked, and then hears nothing else. After an answer it wakes the runtimes that it knows of (their *seats*), since
 * any of them may wait for this answer, or for a free worker.
 *
 *     take a job ──▶ load ──▶ call ──▶ answer ──▶ wake all seats ──▶ take in, and wake, those told meanwhile
 *
 * A seat that is told while this thread rests is woken at once: its job may have been queued for an answer that had gone out
 * by then.
 */
import { findUnfit } from './blocking/unfit.mjs'

/** How deep causes are followed. */
const MOST_CAUSES = 8

/** How many of a module's exports a message names. */
const MOST_NAMES = 12

const { process } = globalThis
const builtin = name => process?.getBuiltinModule?.(name)
const threads = builtin('node:worker_threads')
const isThread = threads !== undefined && threads.workerData?.polluxBlocking === true

const seats = new Map()
/** What was told to be called, and the functions loaded for that, by number. */
const targets = new Map()
const functions = new Map()
let port = null
let busy = false

if (isThread) {
  port = threads.workerData.port
  preload(threads.workerData.preloads)
} else {
  // A page's worker: its port comes by message, and so does word of its end, which no event tells the page.
  globalThis.addEventListener('message', ({ data }) => {
    port = data.port
    port.addEventListener('message', event => take(event.data))
    port.start()
  }, { once: true })
  const close = globalThis.close?.bind(globalThis)
  globalThis.close = () => {
    port?.postMessage({ closed: true })
    close?.()
  }
}

/** What the program's `--import` and `--require` name and only the loader of TypeScript can load, before the first job is taken. */
function preload(names) {
  if (names.length === 0) return void port.on('message', take)
  // It does not hold this thread by itself before somebody listens.
  port.ref()
  Promise.resolve(names).then(loadAll).then(
    () => void port.on('message', take),
    // As one that the engine loads: the thread ends, and its job is told why.
    error => void setImmediate(() => { throw error }),
  )
}

async function loadAll(names) {
  for (const name of names) {
    const url = /^(?:\.{0,2}[/\\]|[A-Za-z]:[/\\])/.test(name) ? builtin('node:url').pathToFileURL(name).href : name
    await readyFor(url)
    await import(/* @vite-ignore */ /* webpackIgnore: true */ url)
  }
}

/** Jobs are lists, or have one: see `wire.ts`. */
function take(message) {
  if (isJob(message)) serve(message)
  else told(message)
}

const isJob = message => Array.isArray(message) || message.job !== undefined

/** A runtime has come, or some have gone. */
function told({ seat, gone }) {
  if (gone !== undefined) for (const id of gone) seats.delete(id)
  if (seat === undefined) return
  seats.set(seat.id, seat.handle)
  if (!busy) wake(seat.handle)
}

/** Most jobs answer at once, and then no promise is made: one takes a tenth of the time that this thread has to answer. */
function serve(message) {
  for (let next = message; next !== undefined; next = takeIn()) {
    busy = true
    const running = run(learn(next))
    if (running !== undefined) return void running.then(served)
    wakeAll()
  }
}

/** The job that had to be waited for has answered. */
function served() {
  wakeAll()
  const next = takeIn()
  if (next !== undefined) serve(next)
}

function wakeAll() {
  for (const handle of seats.values()) wake(handle)
  // Whoever is told from here on is woken at once.
  busy = false
}

/** Takes in what comes with a job, and gives the job. */
function learn(message) {
  if (Array.isArray(message)) return message
  const { job, target, forget, seat } = message
  if (seat !== undefined) seats.set(seat.id, seat.handle)
  if (forget) {
    targets.clear()
    functions.clear()
  }
  targets.set(job[1], target)
  return job
}

/** What was told while the job had this thread; and the next job, if the answer was quick to be seen. */
function takeIn() {
  if (!isThread) return
  for (let received; (received = threads.receiveMessageOnPort(port)) !== undefined; ) {
    if (isJob(received.message)) return received.message
    told(received.message)
  }
}

/** As `wakeRemote` of `remote-handle.ts`. */
function wake({ signal, bits, index }) {
  Atomics.or(bits, 1 + (index >>> 5), 1 << (index & 31))
  Atomics.store(bits, 0, 1)
  Atomics.store(signal, 0, 1)
  Atomics.notify(signal, 0)
}

/** Gives a promise only if there is something to wait for: the function's module, or its own promise. */
function run([job, call, ...args]) {
  const fn = functions.get(call)
  if (fn === undefined) return loadAndRun(job, call, args)
  try {
    const value = fn(...args)
    if (typeof value?.then === 'function') return settle(job, call, value)
    answer(job, value)
  } catch (error) {
    fail(job, call, error)
  }
}

async function loadAndRun(job, call, args) {
  try {
    const fn = await functionOf(targets.get(call))
    functions.set(call, fn)
    answer(job, await fn(...args))
  } catch (error) {
    fail(job, call, error)
  }
}

async function settle(job, call, promise) {
  try {
    answer(job, await promise)
  } catch (error) {
    fail(job, call, error)
  }
}

function fail(job, call, error) {
  try {
    port.postMessage({ job, failure: failureOf(error, targets.get(call)) })
  } catch {
    // An error whose getters throw, or a proxy that lets nobody look.
    port.postMessage({ job, failure: { kind: 'throw', error: { text: 'one that throws when it is looked at' } } })
  }
}

/** Sends the result, or that it cannot be sent. */
function answer(job, value) {
  if (value === null || (typeof value !== 'object' && typeof value !== 'function' && typeof value !== 'symbol')) return port.postMessage([job, value])
  const list = transfersIn(value)
  const unfit = findUnfit(value, new Set(list))
  if (unfit !== null) return port.postMessage({ job, failure: { kind: 'result', ...unfit } })
  try {
    port.postMessage([job, value], list)
  } catch (error) {
    // A proxy, or what a getter gave.
    port.postMessage({ job, failure: { kind: 'result', path: '', type: `one that cannot be cloned (${error.message})` } })
  }
}

/** What `transfer(value, list)` noted for the result, or for a part of a result that is an array or a plain object. */
function transfersIn(value) {
  const noted = globalThis[Symbol.for('pollux.transfers')]
  if (noted === undefined || typeof value !== 'object' || value === null) return []
  return [...new Set([value, ...Object.values(value)].flatMap(part => noted.get(part) ?? []))]
}

function transfer(value, list) {
  const key = Symbol.for('pollux.transfers')
  globalThis[key] ??= new WeakMap()
  globalThis[key].set(value, list)
  return value
}

// ---- the function ----

/** A failure before the job could begin. */
class LoadFailure extends Error {
  constructor(reason, cause, detail) {
    super(reason)
    this.failure = { kind: 'load', reason, detail, cause: cause === undefined ? undefined : encode(cause) }
  }
}

function functionOf(target) {
  return target.source === undefined ? exported(target) : compiled(target)
}

async function exported({ module, name }) {
  let space
  try {
    await readyFor(module)
    space = await import(/* @vite-ignore */ /* webpackIgnore: true */ module)
    // A CommonJS module that was written as another: all that it exports is in there, and may be nowhere else.
    if (space.default?.__esModule === true) space = space.default
  } catch (error) {
    throw new LoadFailure('module', error, String(error?.code ?? ''))
  }
  const found = space[name]
  if (typeof found !== 'function') {
    throw new LoadFailure('export', undefined, name in space ? `it is ${found === null ? 'null' : `of type ${typeof found}`}` : `its exports are ${namesOf(space)}`)
  }
  return found
}

function namesOf(space) {
  const names = Object.keys(space)
  const more = names.length - MOST_NAMES
  return `${names.slice(0, MOST_NAMES).join(', ') || 'none'}${more > 0 ? ` and ${more} more` : ''}`
}

const loader = { asked: false }

/**
 * TypeScript: by the `tsx` under which the program runs, which does nothing in a worker by itself, and reads more than an engine that
 * strips types; else, on an engine that does not, by the project's, if it has one.
 */
async function readyFor(module) {
  if (!isThread || loader.asked || !/\.[cm]?tsx?(?:[?#].*)?$/.test(module)) return
  const readsTypes = process.features.typescript || process.versions.bun !== undefined || process.versions.deno !== undefined
  if (readsTypes && threads.workerData.tsx === null) return
  loader.asked = true
  for (const from of [threads.workerData.tsx, module, `${process.cwd()}/`]) {
    const apis = from === null ? [] : apisOfTsx(from)
    for (const api of apis) (await import(api)).register()
    if (apis.length > 0) return
  }
}

/**
 * The URLs of the `tsx/cjs/api` and `tsx/esm/api` that a module at `from` would import; none if it has none. Both, because
 * TypeScript in a package that is not of the type `module` goes the way of `require`.
 */
function apisOfTsx(from) {
  try {
    const require = builtin('node:module').createRequire(from)
    const manifest = require.resolve('tsx/package.json')
    const { exports } = require(manifest)
    return ['./cjs/api', './esm/api'].map(api => new URL(exports[api].import.default, builtin('node:url').pathToFileURL(manifest)).href)
  } catch {
    return []
  }
}

/** `__name` is what esbuild, and so tsx, puts around functions inside a function: it would be a captured variable. */
const named = (fn, value) => Object.defineProperty(fn, 'name', { value, configurable: true })

function compiled({ source }) {
  try {
    return new Function('__name', 'transfer', `"use strict"; return (${source}\n)`)(named, transfer)
  } catch (error) {
    throw new LoadFailure('source', error)
  }
}

// ---- failures ----

function failureOf(error, { source }) {
  if (error instanceof LoadFailure) return error.failure
  const captured = source === undefined ? null : capturedIn(error, source)
  if (captured !== null) return { kind: 'load', reason: 'captured', detail: captured, cause: encode(error) }
  return { kind: 'throw', error: encode(error) }
}

/** The variable that a function given as text left behind in its module; null if the error tells of none. */
function capturedIn(error, source) {
  if (!(error instanceof ReferenceError)) return null
  const [, name] = /^(?:Can't find variable: )?([\p{L}_$][\p{L}\p{N}_$]*)(?: is not defined)?$/u.exec(error.message) ?? []
  return name !== undefined && source.includes(name) ? name : null
}

/** An error as data that can be cloned: a clone by itself would lose its class's name, its fields and its causes. */
function encode(error, depth = 0) {
  if (!(error instanceof Error)) {
    if (isCloneable(error)) return { value: error }
    return { text: String(error.description || error.name || typeof error) }
  }
  const coded = { name: String(error.name), message: String(error.message), stack: typeof error.stack === 'string' ? error.stack : '', fields: {} }
  for (const key of Object.keys(error)) {
    if (key !== 'cause' && key !== 'errors' && isCloneable(error[key])) coded.fields[key] = error[key]
  }
  if ('cause' in error && depth < MOST_CAUSES) coded.cause = encode(error.cause, depth + 1)
  if (Array.isArray(error.errors) && depth < MOST_CAUSES) coded.errors = error.errors.map(each => encode(each, depth + 1))
  return coded
}

function isCloneable(value) {
  if (findUnfit(value, new Set()) !== null) return false
  try {
    structuredClone(value)
    return true
  } catch {
    return false
  }
}
