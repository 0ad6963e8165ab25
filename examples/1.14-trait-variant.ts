/**
 * # 1.14 trait-variant: LocalHttpService and HttpService
 *
 *     #[trait_variant::make(HttpService: Send)]
 *     pub trait LocalHttpService {
 *         async fn fetch(&self, url: String) -> String;
 *     }
 *     // makes besides
 *     pub trait HttpService: Send {
 *         fn fetch(&self, url: String) -> impl Future<Output = String> + Send;
 *     }
 *
 * One declaration, `LocalHttpService`, and a second trait of the same methods that promises sendable futures. An
 * implementation is put behind either; one whose futures are not sendable goes behind the first alone.
 */
import { inspect, Pending, PolledAfterCompletionError, Rc, Runtime, type Context, type Future, type Poll } from '../src/index.ts'
import { variant, type Variant } from '../src/traits/index.ts'
import { explain } from './support/explain.ts'

/** `async fn fetch(&self, url) { suspend().await; format!("<{url}>") }` */
class Fetch implements Future<string> {
  private state: 'Start' | 'Connecting' | 'Done' = 'Start'
  private readonly url: string

  constructor(url: string) {
    this.url = url
  }

  poll(cx: Context): Poll<string> {
    if (this.state === 'Done') throw new PolledAfterCompletionError('Fetch')
    if (this.state === 'Start') {
      this.state = 'Connecting'
      cx.waker.wake()
      return Pending
    }
    this.state = 'Done'
    return `<${this.url}>`
  }

  [inspect]() {
    return { name: 'Fetch', state: this.state }
  }
}

/** The same, counting in an `Rc`. */
class CountedFetch extends Fetch {
  readonly count: Rc<{ fetched: number }>

  constructor(url: string, count: Rc<{ fetched: number }>) {
    super(url)
    this.count = count
    count.value.fetched += 1
  }
}

interface LocalHttp {
  fetch(url: string): Future<string>
}

class Client implements LocalHttp {
  fetch(url: string): Fetch {
    return new Fetch(url)
  }
}

class CountingClient implements LocalHttp {
  readonly count = new Rc({ fetched: 0 })

  fetch(url: string): CountedFetch {
    return new CountedFetch(url, this.count)
  }
}

type LocalHttpService = Variant<LocalHttp, false>
type HttpService = Variant<LocalHttp, true>

const runtime = new Runtime()

/** `fn on_this_thread(service: impl LocalHttpService)` */
function onThisThread(service: LocalHttpService, url: string): string {
  return runtime.blockOn(runtime.spawnLocal(service.fetch(url)))
}

/** `fn on_any_thread(service: impl HttpService)` */
function onAnyThread(service: HttpService, url: string): string {
  return runtime.blockOn(runtime.spawn(service.fetch(url)))
}

console.log('LocalHttpService, spawn_local:', onThisThread(variant(new Client()), '/a'), onThisThread(variant(new CountingClient()), '/b'))
console.log('HttpService, spawn:', onAnyThread(variant(new Client(), { send: true }), '/c'))

explain('LocalHttpService, spawn:', () => runtime.spawn(variant(new Client()).fetch('/d')))
explain('HttpService for an implementation with an Rc:', () => onAnyThread(variant(new CountingClient(), { send: true }), '/e'))
