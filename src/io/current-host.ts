/** Who owns the sockets and files that are opened now. */
import { HostIo } from './host/host-io.ts'
import type { IoHost } from './io-host.ts'

const onEventLoop: IoHost = new HostIo()

/** For the poll that opens something. What is open stays with who opened it. */
export function ioHost(): IoHost {
  return onEventLoop
}
