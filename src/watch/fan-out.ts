/** Several observers as one. */
import { EVENTS, reportObserver, type Observer, type ObserverEvent } from '../runtime/observer.ts'

type Call = (...args: unknown[]) => void

/**
 * An observer that tells each of `observers`, in order. One that throws keeps none of the others from being told; what it
 * throws is printed. Methods that none of them has are missing here too, so that they cost nothing.
 *
 * The first that has a `taskContext` gives the waker that the next one finds, and so on: the last one's context is polled with.
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
  const all: Partial<Record<ObserverEvent, Call>> & Pick<Observer, 'taskContext'> = {}
  for (const event of EVENTS) {
    const told = observers.filter(observer => typeof observer[event] === 'function')
    if (told.length > 0) all[event] = (...args) => tell(told, event, args)
  }
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

function contextFrom(observers: readonly Observer[]): NonNullable<Observer['taskContext']> {
  return (id, waker, future) => {
    let context: ReturnType<NonNullable<Observer['taskContext']>>
    for (const observer of observers) {
      try {
        context = observer.taskContext!(id, context?.waker ?? waker, future) ?? context
      } catch (error) {
        reportObserver('taskContext', error)
      }
    }
    return context
  }
}
