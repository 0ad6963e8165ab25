// One program under three drivers: an executor that is none of ours, `blockOn`, and the host's event loop.
import { hostLoop, joinAll, map, lazy, flatten, Runtime } from '../../src/index.ts'
import type { Future, JoinHandle } from '../../src/index.ts'
import { ForeignExecutor } from './foreign-executor.ts'

/** Runs what it is given; first come, first polled. */
export type Start = (future: Future<unknown>) => void
/** Starts futures, all of which end, and writes down what they do. */
export type StagedProgram = (start: Start, trace: string[]) => void

function foreign(program: StagedProgram): Promise<string[]> {
  const trace: string[] = []
  const executor = new ForeignExecutor()
  const tasks: { state: string; error: unknown }[] = []
  program(future => void tasks.push(executor.spawn(future)), trace)
  executor.run()
  for (const { state, error } of tasks) {
    if (state === 'failed') throw error
    if (state !== 'done') trace.push(`a task is ${state}`)
  }
  return Promise.resolve(trace)
}

/** All of a program as one future, made in a task of `runtime`. */
function staged(runtime: Runtime, program: StagedProgram, trace: string[]): Future<unknown> {
  return flatten(lazy(() => {
    const handles: JoinHandle<unknown>[] = []
    program(future => void handles.push(runtime.spawnLocal(future)), trace)
    return joinAll(handles)
  }))
}

function parked(program: StagedProgram): Promise<string[]> {
  const trace: string[] = []
  using runtime = new Runtime()
  runtime.blockOn(staged(runtime, program, trace))
  return Promise.resolve(trace)
}

async function hosted(program: StagedProgram): Promise<string[]> {
  const trace: string[] = []
  using runtime = new Runtime({ driver: hostLoop() })
  await new Promise<void>(resolve => void runtime.spawnLocal(map(staged(runtime, program, trace), () => resolve())))
  return trace
}

/** For `it.each`: the name of the driver, and how to get a program's trace under it. */
export const stages: [string, (program: StagedProgram) => Promise<string[]>][] = [
  ['a foreign executor', foreign], ['blockOn', parked], ['hostLoop', hosted],
]
