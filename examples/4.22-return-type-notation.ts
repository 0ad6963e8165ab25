/**
 * # 4.22 Return-type notation: H::check(..): Send, spawn_call
 *
 *     async fn spawn_call<S>(service: S) -> S::Response
 *     where S: Service<(), Response: Send, call(..): Send> + Send + 'static,
 *     {
 *         tokio::spawn(async move { service.call(()).await }).await.unwrap()
 *     }
 *
 *     trait Service<Request> {
 *         type Response;
 *         async fn call(&self, req: Request) -> Self::Response;
 *         async fn close(&self);
 *     }
 *
 * The bound is put on one method, where it is needed, and not on the trait. Here it is a view of the service: the futures of
 * the method that it names are judged by what they hold; those of the others stay opaque.
 */
import { flatten, isSendable, lazy, Rc, Runtime, sendable, spawn, type Context, type Future, type Poll } from '../src/index.ts'
import { opaque, returnsSendable, type Opaque } from '../src/traits/index.ts'
import { explain } from './support/explain.ts'

class Call implements Future<string> {
  readonly held: unknown

  constructor(held: unknown) {
    this.held = held
  }

  poll(_cx: Context): Poll<string> {
    return 'pong'
  }

  get [sendable](): boolean {
    return isSendable(this.held)
  }
}

interface Service {
  call(): Opaque<string>
  close(): Opaque<string>
}

class Ping implements Service {
  private readonly held: unknown

  constructor(held: unknown = null) {
    this.held = held
  }

  call(): Opaque<string> {
    return opaque(new Call(this.held)) as Opaque<string>
  }

  close(): Opaque<string> {
    return opaque(new Call(null)) as Opaque<string>
  }
}

const runtime = new Runtime()
const run = (make: () => Future<string>): string => runtime.blockOn(flatten(lazy(() => spawn(make()))))

/** `where S: Service + Send + 'static` */
const spawnCallUnbounded = (service: Service): string => run(() => service.call())

/** `where S: Service<call(..): Send> + Send + 'static` */
const spawnCall = (service: Service): string => run(() => returnsSendable(service, 'call').call())

explain('spawn_call without the bound:', () => spawnCallUnbounded(new Ping()))
console.log('spawn_call with call(..): Send:', spawnCall(new Ping()))
explain('spawn_call of a service that holds an Rc:', () => spawnCall(new Ping(new Rc('on this thread'))))

console.log('-- one method, and not the others')
const view = returnsSendable(new Ping() as Service, 'call')
console.log('call(..): Send:', isSendable(view.call()), '| close(..): Send:', isSendable(view.close()))
const both = returnsSendable(view, 'close')
console.log('with close(..): Send as well:', isSendable(both.close()))
