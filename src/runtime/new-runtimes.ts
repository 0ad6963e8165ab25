/**
 * Who watches runtimes that the program makes where nobody can hand it an observer: the one inside the free `blockOn`, and
 * those of libraries. For tools that look at a whole program, such as `serveTop` and `lintEverywhere` of the `watch` room.
 */
import '../future/symbols.ts'
import type { Observer } from './observer.ts'

/**
 * Asked by each runtime that is made: the observer that it is to have, given its name and the observer that its maker
 * wants, which the answer passes everything on to, or nothing.
 */
export type ObserverOfNew = (name: string, wanted: Observer | undefined) => Observer | undefined

const asked: ObserverOfNew[] = []

/**
 * From now on each new runtime of this thread asks `choose` for its observer; several are asked in turn, each given the
 * answer of the one before. Until the guard is disposed.
 *
 * @example
 * using _ = observeNewRuntimes((name, wanted) => wanted ?? recorder)
 */
export function observeNewRuntimes(choose: ObserverOfNew): Disposable {
  asked.push(choose)
  return {
    [Symbol.dispose]() {
      const at = asked.indexOf(choose)
      if (at >= 0) asked.splice(at, 1)
    },
  }
}

/** The observer of a new runtime. */
export function observerOfNew(name: string, wanted: Observer | undefined): Observer | undefined {
  let observer = wanted
  for (const choose of asked) observer = choose(name, observer)
  return observer
}
