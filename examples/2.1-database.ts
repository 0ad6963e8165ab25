/**
 * # 2.1 Database.fetch_data in five forms
 *
 *     trait Database { async fn fetch_data(&self) -> String; }                                             // 1 sugar
 *     trait Database { fn fetch_data<'a>(&'a self) -> impl Future<Output = String> + 'a; }                 // 2 desugared
 *     trait Database {                                                                                     // 3 associated type
 *         type FetchData<'a>: Future<Output = String> + 'a where Self: 'a;
 *         fn fetch_data<'a>(&'a self) -> Self::FetchData<'a>;
 *     }
 *     trait Database { fn fetch_data(&self) -> Pin<Box<dyn Future<Output = String> + Send + '_>>; }        // 4 boxed
 *     trait Database { fn poll_fetch_data(&self, cx: &mut Context<'_>) -> Poll<String>; }                  // 5 poll, by hand
 *
 * Each reads a row, which is there after one suspension. The same output; what differs is the type of the future, who has to
 * name it, and what is allocated.
 */
import { asyncBlock, blockOn, boxed, Boxed, Pending, PolledAfterCompletionError, pollFn, sendable, wait, yieldNow, type Context, type Future, type Output, type Poll } from '../src/index.ts'
import { opaque, sizeOfFuture, type Opaque } from '../src/traits/index.ts'

const ROW = 'row 1 of hosts'

/** 1: sugar. `async { suspend().await; row }`; the future's type is the block's, and nobody wrote it. */
class Sugar {
  fetchData() {
    return asyncBlock(function* () {
      yield* wait(yieldNow())
      return ROW
    })
  }
}

/** What the compiler makes of that body: a state, what is saved in it, and `poll`. */
class FetchData implements Future<string> {
  private state: 'Start' | 'Waiting' | 'Done'
  private readonly row: string

  constructor(row: string) {
    this.state = 'Start'
    this.row = row
  }

  poll(cx: Context): Poll<string> {
    if (this.state === 'Done') throw new PolledAfterCompletionError('FetchData')
    if (this.state === 'Start') {
      this.state = 'Waiting'
      cx.waker.wake()
      return Pending
    }
    this.state = 'Done'
    return this.row
  }

  get [sendable](): boolean {
    return true
  }
}

/** 2: desugared. Some future of a string, and nothing else is said of it. */
class Desugared {
  fetchData(): Opaque<string> {
    return opaque(new FetchData(ROW)) as Opaque<string>
  }
}

/** 3: the future is an associated type: the trait has a place for its name, and the implementation fills it. */
interface Database<FetchFuture extends Future<string>> {
  fetchData(): FetchFuture
}

class Associated implements Database<FetchData> {
  fetchData(): FetchData {
    return new FetchData(ROW)
  }
}

/** The associated type, asked for by generic code. */
type FetchFutureOf<D extends Database<Future<string>>> = ReturnType<D['fetchData']>

/** 4: boxed. One type for every implementation. */
class BoxedDatabase implements Database<Boxed<string>> {
  fetchData(): Boxed<string> {
    return boxed(new FetchData(ROW))
  }
}

/** 5: no future at all. The state is the database's own, so there is one fetch at a time. */
class Manual {
  private waiting = false

  pollFetchData(cx: Context): Poll<string> {
    if (!this.waiting) {
      this.waiting = true
      cx.waker.wake()
      return Pending
    }
    this.waiting = false
    return ROW
  }
}

const manual = new Manual()
const forms: [name: string, future: Future<string>][] = [
  ['sugar', new Sugar().fetchData()],
  ['desugared', new Desugared().fetchData()],
  ['associated type', new Associated().fetchData()],
  ['boxed', new BoxedDatabase().fetchData()],
  ['manual poll', pollFn(cx => manual.pollFetchData(cx))],
]
for (const [name, future] of forms) {
  const { bytes } = sizeOfFuture(future)
  console.log(`${name.padEnd(16)} ${future.constructor.name.padEnd(11)} ${future instanceof Boxed ? `${bytes} bytes, whatever is inside  ` : ''}${blockOn(future)}`)
}

// The name of the third form's future is known to the compiler: what is not a string's future is refused.
const named: FetchFutureOf<Associated> = new Associated().fetchData()
const output: Output<FetchFutureOf<Associated>> = blockOn(named)
console.log('the associated type is', named.constructor.name, 'and its output a', typeof output)
