/** Several observers as one. */
import type { Context } from '../future/context.ts'
import { ChainedContext, WakerBelow } from './chained-context.ts'
import { EVENTS, reportObserver, type Observer, type ObserverEvent } from './observer.ts'

type Call = (...args: unknown[]) => void
type FoundArguments = Parameters<NonNullable<Observer['taskFound']>>

/**
 * An observer that tells each of `observers`, in order. One that throws keeps none of the others from being told; what it
 * throws is printed. Methods that none of them has are missing here too, so that they cost nothing.
 *
 * One that has no `taskFound` is told of `taskSpawned` instead, as a runtime does it.
 *
 * The first that gives a context by `taskContext` gives the waker that the next one finds, and so on; the last one's is what
 * the future sees. When the future looks at it, and not before, all of them are looked at.
 *
 * Rust: `Layered` of `tracing-subscriber`.
 *
 * @throws TypeError if one of them is no object.
 * @example
 * const runtime = new Runtime({ observer: fanOut(recorder, counts) })
 */
export function fanOut(...observers: readonly Observer[]): Observer {
  for (const observer of observers) {
    if (typeof observer !== 'object' || observer === null) throw new TypeError('fanOut: expected objects with some of the methods of Observer')
  }
  const all: Partial<Record<ObserverEvent, Call>> & Pick<Observer, 'taskContext' | 'hears' | 'whyStuck'> = {}
  for (const event of EVENTS) {
    const told = observers.filter(observer => typeof observer[event] === 'function')
    if (told.length > 0) all[event] = (...args) => tell(told, event, args)
  }
  if (all.taskFound !== undefined) all.taskFound = (...args) => tellFound(observers, args as FoundArguments)
  if (observers.some(observer => typeof observer.hears === 'function')) {
    all.hears = event => observers.some(observer => typeof observer[event] === 'function' && observer.hears?.(event) !== false)
  }
  const explaining = observers.filter(observer => typeof observer.whyStuck === 'function')
  if (explaining.length > 0) all.whyStuck = () => explain(explaining)
  const asked = observers.filter(observer => typeof observer.taskContext === 'function')
  if (asked.length > 0) all.taskContext = contextFrom(asked)
  return all
}

function tell(observers: readonly Observer[], event: ObserverEvent, args: unknown[]): void {
  for (const observer of observers) {
    try {
      ;(observer[event] as Call).apply(observer, args)
    } catch (error) {
      reportObserver(event, error)
    }
  }
}

function tellFound(observers: readonly Observer[], args: FoundArguments): void {
  for (const observer of observers) {
    if (typeof observer.taskFound === 'function') tell([observer], 'taskFound', args)
    else if (typeof observer.taskSpawned === 'function') tell([observer], 'taskSpawned', [args[0], args[1], null, args[2]])
  }
}

function explain(observers: readonly Observer[]): string {
  const texts: string[] = []
  for (const observer of observers) {
    try {
      texts.push(observer.whyStuck!())
    } catch (error) {
      reportObserver('whyStuck', error)
    }
  }
  return texts.filter(text => text !== '').join('\n')
}

function contextFrom(observers: readonly Observer[]): NonNullable<Observer['taskContext']> {
  return (id, waker, future) => {
    const below: WakerBelow[] = []
    let top: Context | undefined
    for (const observer of observers) {
      const under = top === undefined ? null : new WakerBelow(top, waker)
      try {
        const context = observer.taskContext!(id, under ?? waker, future)
        if (context === undefined) continue
        if (under !== null) below.push(under)
        top = context
      } catch (error) {
        reportObserver('taskContext', error)
      }
    }
    return top === undefined || below.length === 0 ? top : new ChainedContext(below, top)
  }
}
