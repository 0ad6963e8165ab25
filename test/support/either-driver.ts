import { hostLoop, map, pollFn, Pending, Runtime } from '../../src/index.ts'
import type { Future, JoinHandle, Poll } from '../../src/index.ts'

/** A program for the current runtime that writes its trace; the run is over when the future that it gives is done. */
export type TracedProgram = (trace: string[]) => Future<unknown>

/** The trace of `program` under `blockOn`, which parks the thread. */
export function traceParked(program: TracedProgram): string[] {
  const trace: string[] = []
  using runtime = new Runtime({ onUnhandledError: error => { trace.push(`unhandled: ${error.cause}`) } })
  runtime.blockOn(inTask(runtime, program, trace))
  return trace
}

/** The trace of the same, in slices on the host's event loop. */
export async function traceHosted(program: TracedProgram): Promise<string[]> {
  const trace: string[] = []
  const runtime = new Runtime({ driver: hostLoop(), onUnhandledError: error => { trace.push(`unhandled: ${error.cause}`) } })
  await new Promise<void>(resolve => { runtime.spawnLocal(map(inTask(runtime, program, trace), () => resolve())) })
  runtime[Symbol.dispose]()
  return trace
}

/** So that both begin alike: the program starts in the first poll of a task. */
function inTask(runtime: Runtime, program: TracedProgram, trace: string[]): JoinHandle<void> {
  let body: Future<unknown> | null = null
  return runtime.spawnLocal(pollFn((cx): Poll<void> => {
    body ??= program(trace)
    if (body.poll(cx) === Pending) return Pending
  }))
}
