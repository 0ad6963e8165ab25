/** `inDebuggerTask`: async stacks in the debugger, by `console.createTask`. */
import { requireFuture, type Future } from '../future/future.ts'
import { nameOf } from '../future/inspect.ts'
import { Inside, type RunInside } from '../runtime/inside.ts'

interface Tasks {
  createTask?(name: string): { run: RunInside }
}

/**
 * `future`, polled and disposed inside a task of the debugger, made by this call: a breakpoint or an error in there shows, below
 * its own stack, the stack of this call, as it would for a promise. With Chrome's DevTools open on a page or on
 * `node --inspect`; where the console has no `createTask` the future is polled as it is.
 *
 * Rust: the span traces of the crate `tracing-error`.
 *
 * @param name what the debugger calls it. Default: the future's name.
 * @throws TypeError for what is no future.
 * @example
 * runtime.spawn(inDebuggerTask(handle(request), 'handle'))
 */
export function inDebuggerTask<T>(future: Future<T>, name?: string): Inside<T> {
  requireFuture(future, 'inDebuggerTask')
  const host = console as Tasks
  if (typeof host.createTask !== 'function') return new Inside(future, 'InDebuggerTask', body => body())
  const task = host.createTask(name ?? nameOf(future))
  return new Inside(future, 'InDebuggerTask', body => task.run(body))
}
