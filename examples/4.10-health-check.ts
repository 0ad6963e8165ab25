/**
 * # 4.10 HealthCheck and start_health_check
 *
 *     trait HealthCheck { async fn check(&mut self, server: &Server) -> bool; }
 *
 *     fn start_health_check<H>(mut health_check: H, server: Server)
 *     where H: HealthCheck + Send + 'static,
 *           H::check(..): Send,                       // without this line: error, the future is not `Send`
 *     {
 *         tokio::spawn(async move {
 *             while health_check.check(&server).await {
 *                 tokio::time::sleep(Duration::from_secs(1)).await;
 *             }
 *             emit_failure_log(&server).await;
 *         });
 *     }
 *
 * The loop is written once. What differs is what its caller knows of `check`. The clock is virtual: three seconds take none.
 */
import { Instant, inspect, isSendable, Pending, PolledAfterCompletionError, Runtime, sendable, sleep, type Context, type Future, type Inspection, type JoinHandle, type Poll } from '../src/index.ts'
import { opaque, returnsSendable, type Opaque } from '../src/traits/index.ts'
import { explain } from './support/explain.ts'

class Server {
  readonly name: string

  constructor(name: string) {
    this.name = name
  }
}

/** `async fn` in a trait: some future of a boolean. */
interface HealthCheck {
  check(server: Server): Opaque<boolean>
}

/** Healthy so many times. */
class Countdown implements HealthCheck {
  private left: number

  constructor(left: number) {
    this.left = left
  }

  check(_server: Server): Opaque<boolean> {
    return opaque(new Check(this.left-- > 0)) as Opaque<boolean>
  }
}

/** Its future, which asks over the network, so to say: one suspension. */
class Check implements Future<boolean> {
  private state: 'Start' | 'Asking' | 'Done' = 'Start'
  private readonly healthy: boolean

  constructor(healthy: boolean) {
    this.healthy = healthy
  }

  poll(cx: Context): Poll<boolean> {
    if (this.state === 'Done') throw new PolledAfterCompletionError('Check')
    if (this.state === 'Start') {
      this.state = 'Asking'
      cx.waker.wake()
      return Pending
    }
    this.state = 'Done'
    return this.healthy
  }

  get [sendable](): boolean {
    return true
  }
}

/** The `async move` block of `start_health_check`. */
class HealthLoop implements Future<void> {
  private state: 'Checking' | 'Sleeping' | 'Done' = 'Checking'
  private readonly health: { check(server: Server): Future<boolean> }
  private readonly server: Server
  private readonly since: Instant
  private awaited: Future<boolean | void> | null = null

  constructor(health: { check(server: Server): Future<boolean> }, server: Server) {
    this.health = health
    this.server = server
    this.since = Instant.now()
  }

  poll(cx: Context): Poll<void> {
    if (this.state === 'Done') throw new PolledAfterCompletionError('HealthLoop')
    for (;;) {
      this.awaited ??= this.state === 'Checking' ? this.health.check(this.server) : sleep(1000)
      const output = this.awaited.poll(cx)
      if (output === Pending) return Pending
      this.awaited = null
      if (this.state === 'Sleeping') {
        this.state = 'Checking'
        continue
      }
      console.log(`  after ${Math.floor(this.since.elapsed() / 1000)} s: ${this.server.name} is ${output ? 'healthy' : 'down'}`)
      if (!output) break
      this.state = 'Sleeping'
    }
    this.state = 'Done'
    return undefined
  }

  [Symbol.dispose](): void {
    this.state = 'Done'
    this.awaited?.[Symbol.dispose]?.()
    this.awaited = null
  }

  get [sendable](): boolean {
    return isSendable(this.health) && isSendable(this.awaited)
  }

  [inspect](): Inspection {
    return { name: 'HealthLoop', state: this.state, children: this.awaited === null ? [] : [this.awaited] }
  }
}

const runtime = new Runtime({ startPaused: true })
using _ = runtime.enter()

/** `where H: HealthCheck + Send + 'static` */
function startHealthCheck<H extends HealthCheck>(health: H, server: Server): JoinHandle<void> {
  return runtime.spawn(new HealthLoop(health, server))
}

/** `where H: HealthCheck + Send + 'static, H::check(..): Send` */
function startHealthCheckBounded<H extends HealthCheck>(health: H, server: Server): JoinHandle<void> {
  return runtime.spawn(new HealthLoop(returnsSendable(health as HealthCheck, 'check'), server))
}

console.log('-- generic')
explain('start_health_check:', () => runtime.blockOn(startHealthCheck(new Countdown(3), new Server('alpha'))))

console.log('-- with H::check(..): Send')
runtime.blockOn(startHealthCheckBounded(new Countdown(3), new Server('alpha')))
