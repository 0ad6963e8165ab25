/** Who owns the sockets and files that are opened now. */
import { currentRuntime } from '../runtime/current.ts'
import { HostIo } from './host/host-io.ts'
import type { IoHost } from './io-host.ts'
import { canLink } from './reactor/link.ts'
import { ReactorIo } from './reactor/reactor-io.ts'

const onEventLoop: IoHost = new HostIo()
const onReactor: IoHost = new ReactorIo()

/**
 * For the poll that opens something: the reactor under a runtime that parks its thread, the event loop under one that the host runs. What
 * is open stays with who opened it.
 */
export function ioHost(): IoHost {
  const runtime = currentRuntime()
  return runtime === null || runtime.isHosted || !runtime.isWakeable || !canLink() ? onEventLoop : onReactor
}
