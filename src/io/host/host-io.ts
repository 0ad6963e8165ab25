/** Sockets and files on the callbacks of this thread's event loop: `node:net` and `node:fs`, as Node, Bun and Deno have them. */
import { IoError } from '../io-error.ts'
import type { Answer, Endpoint, FilePort, IoHost, ListenerPort, OpenMode, SinkPort, SocketPort, SourcePort } from '../io-host.ts'
import { openFile } from './host-file.ts'
import { HostListener } from './host-listener.ts'
import { connectSocket } from './host-socket.ts'
import { hostStdin, hostStdout } from './host-stdio.ts'
import { NO_HOST, nodeFs, nodeNet, nodeProcess } from './node.ts'

export class HostIo implements IoHost {
  readonly kind = 'host'

  connect(to: Endpoint): SocketPort {
    return connectSocket(present(nodeNet(), 'TcpStream.connect'), to)
  }

  listen(at: Endpoint, backlog: number): ListenerPort {
    return new HostListener(present(nodeNet(), 'TcpListener.bind'), at, backlog)
  }

  open(path: string, mode: OpenMode, done: Answer<FilePort>): void {
    openFile(present(nodeFs(), 'File.open'), path, mode, done)
  }

  stdin(readable: () => void): SourcePort {
    return hostStdin(present(nodeProcess()?.stdin, 'stdin'), readable)
  }

  stdout(writable: () => void): SinkPort {
    return hostStdout(present(nodeProcess()?.stdout, 'stdout'), writable)
  }
}

/** @throws IoError where the host has no such thing. */
function present<M>(module: M | null | undefined, operation: string): M {
  if (module === null || module === undefined) throw new IoError(operation, NO_HOST)
  return module
}
