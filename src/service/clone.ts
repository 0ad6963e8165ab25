/** Which services can be cloned, and cloning them: several handles, one for each caller. */
import { className } from '../future/inspect.ts'
import { isObject } from '../future/is-object.ts'

/**
 * A service of which there can be several instances that share what they limit, but nothing that one has reserved.
 *
 * Rust: `S: Clone`, as a bound on a service.
 */
export interface CloneService {
  /** Another instance, which has reserved nothing yet. */
  clone(): unknown
  /** False where a service inside cannot be cloned, so that `clone()` would throw. Default: true. */
  readonly cloneable?: boolean
}

/** Whether `service.clone()` gives a service. */
export function isCloneable(service: unknown): service is CloneService {
  if (!isObject(service)) return false
  const { clone, cloneable } = service as Partial<CloneService>
  return typeof clone === 'function' && cloneable !== false
}

/** A clone of the service inside `where`. @throws TypeError if it has none. */
export function cloneInner<S>(inner: S, where: string): S {
  if (isCloneable(inner)) return inner.clone() as S
  throw new TypeError(
    `${where}.clone: the service inside, ${className(Object(inner))}, cannot be cloned; give it a clone(), ` +
      'or put bufferLayer(…) around it, whose clones share it',
  )
}
