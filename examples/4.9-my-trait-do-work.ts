/**
 * # 4.9 MyTrait.do_work, with + Send
 *
 *     trait MyTrait { async fn do_work(&self) -> i32; }
 *     // is
 *     trait MyTrait {
 *         type DoWorkFuture<'a>: Future<Output = i32> + 'a where Self: 'a;
 *         fn do_work(&self) -> Self::DoWorkFuture<'_>;
 *     }
 *
 *     // 1: the bound in the trait
 *     fn do_work(&self) -> impl Future<Output = i32> + Send;
 *     // 2: a box that says it
 *     fn do_work(&self) -> Pin<Box<dyn Future<Output = i32> + Send + '_>>;
 *     // 3: #[async_trait]
 */
import { boxed, flatten, lazy, Pending, PolledAfterCompletionError, Runtime, sendable, spawn, type Boxed, type Context, type Future, type Poll } from '../src/index.ts'
import { asyncTrait, opaque, returnsSendable } from '../src/traits/index.ts'
import { explain } from './support/explain.ts'

/** `async move { suspend().await; 42 }` */
class DoWork implements Future<number> {
  private state: 'Start' | 'Waiting' | 'Done' = 'Start'

  poll(cx: Context): Poll<number> {
    if (this.state === 'Done') throw new PolledAfterCompletionError('DoWork')
    if (this.state === 'Start') {
      this.state = 'Waiting'
      cx.waker.wake()
      return Pending
    }
    this.state = 'Done'
    return 42
  }

  get [sendable](): boolean {
    return true
  }
}

interface MyTrait {
  doWork(): Future<number>
}

/** As the trait has it: of the future nothing is said. */
class MyStruct {
  doWork() {
    return opaque(new DoWork())
  }
}

class MyStructBoxed implements MyTrait {
  doWork(): Boxed<number> {
    return boxed(new DoWork())
  }
}

const runtime = new Runtime()
/** `tokio::spawn(it.do_work()).await.unwrap()` */
const spawned = (it: MyTrait): number => runtime.blockOn(flatten(lazy(() => spawn(it.doWork()))))

explain('async fn, nothing said:', () => spawned(new MyStruct()))
console.log('impl Future + Send:', spawned(returnsSendable(new MyStruct(), 'doWork')))
console.log('Pin<Box<dyn Future + Send>>:', spawned(new MyStructBoxed()))
console.log('#[async_trait]:', spawned(asyncTrait(new MyStruct())))
console.log('async fn, on this thread:', runtime.blockOn(new MyStruct().doWork()))
