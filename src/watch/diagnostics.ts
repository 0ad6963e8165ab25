/** Events for whoever subscribes: the channels of Node's `diagnostics_channel`. */
import { EVENTS, type Observer, type ObserverEvent } from '../runtime/observer.ts'
import { builtinModule } from './builtin-module.ts'

interface Channel {
  readonly hasSubscribers: boolean
  publish(message: unknown): void
}

/** The names of an event's parameters: those of the message's fields. */
const FIELDS: Record<ObserverEvent, readonly string[]> = {
  taskSpawned: ['id', 'name', 'parent', 'kind'],
  taskFound: ['id', 'name', 'kind', 'state'],
  taskWoken: ['id', 'by', 'cause'],
  taskPolled: ['id'],
  taskSuspended: ['id'],
  taskAborted: ['id', 'by'],
  taskCompleted: ['id', 'how'],
  resourceRegistered: ['id', 'task', 'kind', 'waitsOn'],
  resourceReady: ['id'],
  resourceReleased: ['id'],
  timerRegistered: ['id', 'task', 'deadline', 'name'],
  timerFired: ['id'],
  timerCancelled: ['id'],
  jobStarted: ['id', 'worker'],
  jobEnded: ['id'],
  parked: ['deadline'],
  unparked: [],
}

/** `taskSpawned` → `pollux:task:spawned`, `parked` → `pollux:parked`. */
function channelName(event: ObserverEvent): string {
  return `pollux:${event.replace(/[A-Z]/, letter => `:${letter.toLowerCase()}`)}`
}

/**
 * An observer that publishes each event on a channel of `node:diagnostics_channel`, if that has subscribers: the message is
 * a plain object of the event's parameters, and `runtime`, the name given here.
 *
 *     pollux:task:spawned { runtime, id, name, parent, kind }      pollux:resource:registered { runtime, id, task, kind, waitsOn }
 *     pollux:task:woken { runtime, id, by, cause }                 pollux:resource:ready, pollux:resource:released { runtime, id }
 *     pollux:task:polled, pollux:task:suspended { runtime, id }    pollux:timer:registered { runtime, id, task, deadline, name }
 *     pollux:task:aborted { runtime, id, by }                      pollux:timer:fired, pollux:timer:cancelled { runtime, id }
 *     pollux:task:completed { runtime, id, how }                   pollux:job:started { runtime, id, worker }, pollux:job:ended { runtime, id }
 *     pollux:parked { runtime, deadline }                          pollux:unparked { runtime }
 *     pollux:task:found { runtime, id, name, kind, state }
 *
 * What has no subscribers costs a look whether it has: no message is made, and no leaf is asked what it waits for. On a host
 * without that module it is told of nothing.
 *
 * Rust: the events that tokio gives to `tracing`.
 *
 * @param runtime told in each message, to tell several runtimes apart.
 * @example
 * new Runtime({ observer: diagnosticsObserver('jobs') })
 * diagnostics_channel.subscribe('pollux:task:completed', message => console.log(message))
 */
export function diagnosticsObserver(runtime = 'runtime'): Observer {
  const observer: Partial<Record<ObserverEvent, (...args: unknown[]) => void>> = {}
  const module = builtinModule<{ channel(name: string): Channel }>('node:diagnostics_channel')
  if (module === null) return observer as Observer
  const channels = new Map<ObserverEvent, Channel>()
  for (const event of EVENTS) {
    const channel = module.channel(channelName(event))
    const fields = FIELDS[event]
    channels.set(event, channel)
    observer[event] = (...args) => {
      if (channel.hasSubscribers) channel.publish(messageOf(runtime, fields, args))
    }
  }
  return Object.assign(observer as Observer, { hears: (event: ObserverEvent) => channels.get(event)!.hasSubscribers })
}

function messageOf(runtime: string, fields: readonly string[], args: unknown[]): Record<string, unknown> {
  const message: Record<string, unknown> = { runtime }
  for (const [at, field] of fields.entries()) message[field] = args[at]
  return message
}
