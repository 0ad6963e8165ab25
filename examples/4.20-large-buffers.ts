/**
 * # 4.20 Large buffers held across a suspension
 *
 *     tokio::spawn(async move {
 *         let mut buf = [0; 4096];          // state of the task: it lives across the await
 *         // let mut buf = vec![0; 4096];   // three words of state; the bytes are on the heap
 *         loop {
 *             match socket.read(&mut buf).await {
 *                 Ok(0) => return,
 *                 Ok(n) => if socket.write_all(&buf[..n]).await.is_err() { return },
 *                 Err(_) => return,
 *             }
 *         }
 *     });
 *
 * `sizeLint` measures each task when it suspends, and warns of one that holds much. A buffer behind a reference is a word.
 * (Over a thousand connections Rust copies and keeps four megabytes for the first form. JavaScript's buffers are on the heap
 * either way; what the lint finds is the memory that a task holds while it waits.)
 */
import { boxed, inspect, Pending, PolledAfterCompletionError, Runtime, sendable, type Context, type Future, type Inspection, type Poll } from '../src/index.ts'
import { oversized, sizeLint, sizeOfFuture } from '../src/traits/index.ts'

/** `socket.read`: it comes to something after one suspension. */
class Read implements Future<void> {
  private waited = false

  poll(cx: Context): Poll<void> {
    if (this.waited) return undefined
    this.waited = true
    cx.waker.wake()
    return Pending
  }
}

/** `async { let buf = …; read(&mut buf).await }`, where `Buf` is the array itself, or a reference to one. */
class Serve<Buf> implements Future<void> {
  private state: 'Start' | 'Reading' | 'Done'
  private readonly buf: Buf
  private read: Read | null

  constructor(buf: Buf) {
    this.state = 'Start'
    this.buf = buf
    this.read = null
  }

  poll(cx: Context): Poll<void> {
    if (this.state === 'Done') throw new PolledAfterCompletionError('Serve')
    if (this.state === 'Start') {
      this.read = new Read()
      this.state = 'Reading'
    }
    if (this.read!.poll(cx) === Pending) return Pending
    this.read = null
    this.state = 'Done'
    return undefined
  }

  [Symbol.dispose](): void {
    this.state = 'Done'
    this.read = null
  }

  get [sendable](): boolean {
    return true
  }

  [inspect](): Inspection {
    return { name: this.buf instanceof Uint8Array ? 'ServeWithArray' : 'ServeWithVec', state: this.state }
  }
}

const withArray = () => new Serve(new Uint8Array(4096))
const withVec = () => new Serve({ bytes: new Uint8Array(4096) })

const bufOf = (future: Future<void>): string => sizeOfFuture(future).fields.filter(({ name }) => name === 'buf').map(({ type, bytes }) => `${type}, ${bytes} bytes`).join()
console.log('[0; 4096]:', bufOf(withArray()))
console.log('vec![0; 4096]:', bufOf(withVec()))
console.log('difference:', sizeOfFuture(withArray()).bytes - sizeOfFuture(withVec()).bytes)

console.log('-- what the lint says')
const sizes = sizeLint()
const runtime = new Runtime({ observer: sizes })
for (const future of [withArray(), withVec(), boxed(withArray())]) runtime.blockOn(runtime.spawn(future))
for (const { lint, task, name, what, remedy } of sizes.findings) {
  console.log(`warning[${lint}]: task ${task} (${name}) ${what}`)
  console.log(`  ${remedy}`)
}
console.log('tasks that it warns of:', sizes.findings.length, 'of 3')

console.log('-- asked of a future')
console.log('with the array:', oversized(withArray()) !== null, 'with the vec:', oversized(withVec()) !== null)
console.log('with a limit of 8192:', oversized(withArray(), { limit: 8192 }) !== null)
