/** What `connect` and `bind` ask of where they are to go. */
import { kindOf } from '../future/kind-of.ts'
import type { Endpoint } from './io-host.ts'

/** This machine and nobody else: a server that is to be reached from outside says so. */
const DEFAULT_HOST = '127.0.0.1'

/** @throws TypeError, RangeError for what is no place to connect to. */
export function requireEndpoint(given: { readonly host?: string | undefined; readonly port: number }, where: string, least: number): Endpoint {
  if (typeof given !== 'object' || given === null) throw new TypeError(`${where}: expected { host, port }, and got ${kindOf(given)}`)
  const { host = DEFAULT_HOST, port } = given
  if (typeof host !== 'string' || host === '') throw new TypeError(`${where}: expected the name or address of a host, and got ${host === '' ? "''" : kindOf(host)}`)
  if (typeof port !== 'number') throw new TypeError(`${where}: expected the number of a port, and got ${kindOf(port)}`)
  if (!Number.isInteger(port) || port < least || port > 65_535) throw new RangeError(`${where}: expected a port from ${least} to 65535, and got ${port}`)
  return { host, port }
}
