/** The process's standard streams. There is one of each, so what was read ahead by one user is there for the next. */
import { HostIntake } from './host-intake.ts'
import { HostOutlet } from './host-outlet.ts'
import { failureOf, type NodeError, type NodeStream } from './node.ts'

interface Standard<P> {
  readonly port: P
  /** Whom to tell. */
  told: () => void
}

const standard: { input: Standard<HostIntake> | null; output: Standard<HostOutlet> | null } = { input: null, output: null }

export function hostStdin(stream: NodeStream, readable: () => void): HostIntake {
  const input = (standard.input ??= openInput(stream))
  input.told = readable
  return input.port
}

function openInput(stream: NodeStream): Standard<HostIntake> {
  const port = new HostIntake({ resume: () => void stream.resume(), pause: () => void stream.pause() }, () => input.told())
  const input = { port, told: () => {} }
  stream.on('data', (bytes: Uint8Array) => {
    stream.pause()
    port.arrived(bytes, bytes.length)
  })
  stream.on('end', () => port.end())
  stream.on('error', (error: NodeError) => port.fail(failureOf(error, { syscall: 'read', path: 'stdin' })))
  stream.pause()
  return input
}

export function hostStdout(stream: NodeStream, writable: () => void): HostOutlet {
  const output = (standard.output ??= openOutput(stream))
  output.told = writable
  return output.port
}

function openOutput(stream: NodeStream): Standard<HostOutlet> {
  const port = new HostOutlet(stream, () => output.told())
  const output = { port, told: () => {} }
  stream.on('error', (error: NodeError) => port.fail(failureOf(error, { syscall: 'write', path: 'stdout' })))
  return output
}
