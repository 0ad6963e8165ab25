// A program over tasks, as data: what each future does when it is polled or disposed, and what is done to the tasks from outside.
// Because it is data, the reference model (task-model.ts) and the real runtime (task-world.ts) can both follow it and tell the same story.
//
// Tasks are numbered in the order of their spawning. An action that names a task that does not exist (yet) does nothing.

/** The task whose script the action stands in. Outside every script it names nobody. */
export const SELF = -1

export type Action =
  | { readonly do: 'wake'; readonly task: number } // the waker of the task's latest poll; before its first poll there is none
  | { readonly do: 'abort'; readonly task: number; readonly via: 'join' | 'abort' } // through the JoinHandle, or through an AbortHandle
  | { readonly do: 'detach'; readonly task: number } // dispose the JoinHandle
  | { readonly do: 'join'; readonly task: number } // poll the JoinHandle, with the polled task's context or else a waker of the outside
  | { readonly do: 'spawn'; readonly script: Script; readonly local?: boolean }

export type Step = { readonly actions: readonly Action[]; readonly end: 'pending' | 'value' | 'throw' }

/** One future: a step a poll (beyond the last it is Pending and wakes nobody), and what its dispose does. */
export type Script = { readonly steps: readonly Step[]; readonly onDispose: readonly Action[]; readonly disposeThrows: boolean }

export type Op = Action | { readonly do: 'run' } | { readonly do: 'stall' } | { readonly do: 'shutdown' }

export type Program = readonly Op[]

/** Beyond the end of a script. */
export const idleStep: Step = { actions: [], end: 'pending' }

/** What may not be done while the runtime shuts down or after: the contract leaves its order open, or other tests have it. */
export function leftOutAtShutdown(action: Op, shuttingDown: boolean): boolean {
  if (action.do === 'spawn' || action.do === 'run' || action.do === 'stall' || action.do === 'shutdown') return true
  return shuttingDown && (action.do === 'join' || action.do === 'detach')
}

/** Shutdown fixes the order of the disposes; reports and outside wakes only have to be there. Sorts the latter behind the former. */
export function settleShutdownLines(lines: readonly string[]): string[] {
  const loose = (line: string): boolean => line.startsWith('unhandled') || line.startsWith('woken') || line.startsWith('drop ')
  return [...lines.filter(line => !loose(line)), ...lines.filter(loose).sort()]
}
