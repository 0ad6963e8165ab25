// The sendable matrix, of the other rooms: one row a public class.
import { Readable, Writable } from 'node:stream'
import {
  Barrier, broadcast, CancellationToken, ClockError, ClosedError, contextFrom, DeadlockError, Elapsed, fetchFuture, fromAbortSignal, fromAsyncIterable, fromEvent, fromNodeReadable, fromNodeWritable, fromPromise, fromReadableStream, fromWritableStream, hostLoop, HostParkError, Instant, interval, MissedEventsError,
  JoinSet, LaggedError, LocalSet, mpsc, mpscUnbounded, Mutex, NestedBlockOnError, noopWaker, NoRuntimeError, Notify, OnceCell, oneshot, Parker, parkThread, pending, pin, ready,
  remoteWaker, Runtime, RwLock, Semaphore, SendError, SetError, sleep, taskLocal, timeout, toAsyncIterable, Stream, unconstrained, watch,
} from '../../src/index.ts'
import { BlockingLoadError, WorkerDiedError, type RuntimeMetrics } from '../../src/runtime/index.ts'
import {
  countingWaker, explore, ForeignScheduleError, InjectedFailure, interleavePending, manualClock, mockService, mockTask, panicWaker, pendingOnce, ScheduleError, traceLog,
} from '../../src/testing/index.ts'
import {
  Buffer, ConcurrencyLimit, Either, LoadShed, loadShedLayer, LogRequest, NotReadyError, oneshotCall, OverloadedError, RateLimit, RateLimitedError, Retry, ServiceBuilder, serviceFn,
  Timeout as ServiceTimeout, TpsBudget, type RetryPolicy,
} from '../../src/service/index.ts'
import { dynStar, NotDynCompatibleError, opaque, ReusableBox } from '../../src/traits/index.ts'
import { Counts, inAsyncContext, lint, linted, Recorder } from '../../src/watch/index.ts'
import { buffered, called } from './called.ts'
import type { SendableRow } from './sendable-row.ts'
import { consumerKinds, operatorKinds } from './stream-kinds.ts'
import { thrownBy } from './thrown.ts'
import { BufReader, File, IoError, TcpListener, TcpStream } from '../../src/io/index.ts'

/** The classes of `consumerKinds`, in their order. */
const CONSUMERS = ['ToArray', 'Reduce', 'ForEach', 'ForEach', 'Search', 'Search', 'Search', 'Count']

const cx = contextFrom(noopWaker())

/** A channel with `content` in it. */
function filled(content: unknown): ReturnType<typeof mpsc<unknown>> {
  const ends = mpsc<unknown>(1)
  ends[0].trySend(content)
  return ends
}

function broadcasting(content: unknown): ReturnType<typeof broadcast<unknown>> {
  const ends = broadcast<unknown>(1)
  ends[0].send(content)
  return ends
}

function sent(content: unknown): ReturnType<typeof oneshot<unknown>>[1] {
  const [sender, receiver] = oneshot<unknown>()
  sender.send(content)
  return receiver
}

function cellOf(content: unknown): OnceCell<unknown> {
  const cell = new OnceCell<unknown>()
  cell.set(content)
  return cell
}

/** `make` in a runtime in which `content` is the output of an ended task. */
function inRuntime<T>(make: (runtime: Runtime) => T): T {
  const runtime = new Runtime({ startPaused: true, onUnhandledError: () => {} })
  using _ = runtime.enter()
  const made = make(runtime)
  runtime.runUntilStalled()
  return made
}

function setOf(content: unknown): JoinSet<unknown> {
  return inRuntime(() => {
    const set = new JoinSet<unknown>()
    set.spawnLocal(ready(content))
    return set
  })
}

/** A service that has `content`, and lets go of it when it is disposed. */
function holding(content: unknown) {
  return {
    content,
    pollReady() {},
    call: (n: number) => ready(n),
    [Symbol.dispose](this: { content: unknown }) {
      this.content = null
    },
  }
}

/** The response of a mock that was answered with `content`, and its request. */
function answered(content: unknown) {
  const [service, handle] = mockService<number, unknown>()
  service.pollReady(cx)
  const response = service.call(1)
  const request = handle.takeRequest()!
  request.sendResponse(content)
  return [response, request] as const
}

export const syncMatrix: readonly SendableRow[] = [
  ['Acquire', 'yes', () => new Semaphore(1).acquire()],
  ['Barrier', 'yes', () => new Barrier(1)],
  ['BarrierWait', 'yes', () => new Barrier(1).wait()],
  ['BroadcastReceiver', 'contents', c => broadcasting(c)[1]],
  ['BroadcastSender', 'contents', c => broadcasting(c)[0]],
  ['CancellationToken', 'yes', () => new CancellationToken()],
  ['Cancelled', 'yes', () => new CancellationToken().cancelled()],
  ['Changed', 'contents', c => watch(c)[1].changed()],
  ['Closed', 'yes', c => filled(c)[0].closed()],
  ['GetOrInit', 'contents', c => cellOf(c).getOrInit(() => pending())],
  ['Guard', 'contents', c => new Mutex(c).tryLock()],
  ['Lock', 'contents', c => new Mutex(c).lock()],
  ['Mutex', 'contents', c => new Mutex(c)],
  ['Notified', 'yes', () => new Notify().notified()],
  ['Notify', 'yes', () => new Notify()],
  ['OnceCell', 'contents', c => cellOf(c)],
  ['OneshotReceiver', 'contents', c => sent(c)],
  ['OneshotSender', 'yes', () => oneshot()[0]],
  ['Permit', 'yes', () => new Semaphore(1).tryAcquire()],
  ['ReadGuard', 'contents', c => new RwLock(c).tryRead()],
  ['ReadLock', 'contents', c => new RwLock(c).read()],
  ['Receiver', 'contents', c => filled(c)[1]],
  ['Recv', 'contents', c => filled(c)[1].recv()],
  ['RecvMany', 'contents', c => filled(c)[1].recvMany(1)],
  ['Reserve', 'yes', c => filled(c)[0].reserve()],
  ['RwLock', 'contents', c => new RwLock(c)],
  ['Semaphore', 'yes', () => new Semaphore(1)],
  ['Send', 'contents', c => mpsc(1)[0].send(c)],
  ['SendPermit', 'yes', () => mpsc(1)[0].tryReserve()],
  ['Sender', 'yes', c => filled(c)[0]],
  ['UnboundedSender', 'yes', () => mpscUnbounded()[0]],
  ['WaitFor', 'contents', c => watch(c)[1].waitFor(() => true)],
  ['WatchReceiver', 'contents', c => watch(c)[1]],
  ['WatchSender', 'contents', c => watch(c)[0]],
  ['WriteGuard', 'contents', c => new RwLock(c).tryWrite()],
  ['WriteLock', 'contents', c => new RwLock(c).write()],
  ['ClosedError', 'contents', c => new ClosedError('x', c)],
  ['LaggedError', 'yes', () => new LaggedError(1)],
  ['SendError', 'contents', c => new SendError('x', c)],
  ['SetError', 'contents', c => new SetError(c, 'initialized')],
]

export const runtimeMatrix: readonly SendableRow[] = [
  ['HostLoop', 'no', () => hostLoop()],
  ['JoinHandle', 'contents', c => inRuntime(runtime => runtime.spawnLocal(ready(c)))],
  ['JoinSet', 'contents', setOf],
  ['LocalSet', 'no', () => new LocalSet()],
  ['ParkThread', 'no', () => parkThread()],
  ['Parker', 'yes', () => new Parker()],
  ['RemoteWaker', 'no', () => inRuntime(() => remoteWaker(noopWaker()))],
  ['Runtime', 'no', () => new Runtime()],
  ['RuntimeMetrics', 'yes', (): RuntimeMetrics => new Runtime().metrics],
  ['TaskLocal', 'yes', () => taskLocal()],
  ['Unconstrained', 'contents', c => unconstrained(ready(c))],
  ['Unparker', 'yes', () => new Parker().unparker()],
  ['BlockingLoadError', 'yes', () => new BlockingLoadError('missing' as never, 'x')],
  ['DeadlockError', 'yes', () => new DeadlockError([])],
  ['HostParkError', 'yes', () => new HostParkError([])],
  ['JoinError', 'contents', c => inRuntime(runtime => {
    const handle = runtime.spawnLocal({ poll() { throw new Error('x', { cause: c }) } })
    runtime.runUntilStalled()
    return thrownBy(() => handle.poll(cx))
  })],
  ['NestedBlockOnError', 'yes', () => new NestedBlockOnError('x', 'y')],
  ['NoRuntimeError', 'yes', () => new NoRuntimeError('x')],
  ['WorkerDiedError', 'yes', () => new WorkerDiedError('x', 1)],
]

/** Classes that a program meets as types, and does not import. */
export const unnamedMatrix: readonly SendableRow[] = [
  ['Inside', 'contents', c => inAsyncContext(ready(c))],
  ['Linted', 'contents', c => linted(ready(c), lint())],
  ['Timeout', 'contents', c => new ServiceTimeout(holding(c), 1)],
  ['ConcurrencyLimitResponse', 'contents', c => called(s => new ConcurrencyLimit(s, 1), ready(c))],
  ['RetryResponse', 'contents', c => called(s => new Retry({ retry: () => null, cloneRequest: r => r }, s), ready(c))],
  ['RetryResponse', 'contents', c => called(s => new Retry({ retry: () => null, cloneRequest: r => r, c } as RetryPolicy<number, number>, s), ready(1))],
  ['BufferResponse', 'contents', c => buffered(ready(c))],
  ['BufferWorker', 'contents', c => Buffer.pair(holding(c), 1)[1]],
  ['OneshotCall', 'contents', c => oneshotCall(serviceFn(ready), c)],
  ['Shed', 'yes', () => new LoadShed(serviceFn(ready)).call(1)],
  ['MockService', 'yes', () => mockService()[0]],
  ['MockServiceHandle', 'yes', () => mockService()[1]],
  ['MockResponse', 'contents', c => answered(c)[0]],
  ['MockRequest', 'yes', c => answered(c)[1]],
  ['JoinNext', 'contents', c => setOf(c).joinNext()],
  ['JoinSetShutdown', 'contents', c => setOf(c).shutdown()],
  ['PinMut', 'contents', c => pin(ready(c)).asMut()],
  ['RunUntil', 'no', c => new LocalSet().runUntil(ready(c))],
  ['RunUntilCancelled', 'contents', c => new CancellationToken().runUntilCancelled(ready(c))],
  ['TaskLocalFuture', 'contents', c => taskLocal().scope(c, ready(1))],
  ['TaskLocalFuture', 'contents', c => taskLocal().scope(1, ready(c))],
  ['Tick', 'yes', () => inRuntime(() => interval(1).tick())],
  ...operatorKinds.filter(({ name }) => name !== 'take(0)').map(({ name, make }): SendableRow => [name === 'peekable' ? 'Peekable' : 'Piped', 'contents', c => make(Stream.from([c]) as Stream<number>)]),
  ...consumerKinds.map(({ make }, i): SendableRow => [CONSUMERS[i]!, 'contents', c => make(Stream.from([c]) as Stream<number>)]),
]

const HERE = { address: '127.0.0.1', port: 1, family: 'IPv4' } as const

export const otherMatrix: readonly SendableRow[] = [
  ['BufReader', 'contents', c => new BufReader(Object.assign({ pollRead: () => 0, c }, { [Symbol.dispose](this: { c: unknown }) { this.c = null } }))],
  ['File', 'yes', () => new File('x', { close() {} } as never, 'host')],
  ['IoError', 'yes', () => new IoError('x', { code: 'EIO', syscall: 'x' })],
  ['TcpListener', 'yes', () => new TcpListener({ address: HERE, attach() {} } as never, 'host')],
  ['TcpStream', 'yes', () => new TcpStream({ local: HERE, peer: HERE, attach() {} } as never, 'host')],
  ['Instant', 'yes', () => inRuntime(() => Instant.now())],
  ['Interval', 'yes', () => inRuntime(() => interval(1))],
  ['Sleep', 'yes', () => inRuntime(() => sleep(1))],
  ['Timeout', 'contents', c => inRuntime(() => timeout(1, ready(c)))],
  ['ClockError', 'yes', () => new ClockError('x')],
  ['Elapsed', 'yes', () => new Elapsed(1, 'x')],
  ['FromAbortSignal', 'no', () => fromAbortSignal(new AbortController().signal)],
  ['FromAsyncIterable', 'no', () => fromAsyncIterable({ [Symbol.asyncIterator]: () => ({ next: () => Promise.reject(new Error('x')) }) })],
  ['FetchFuture', 'no', () => fetchFuture('http://localhost')],
  ['FromEvent', 'no', () => fromEvent(new EventTarget(), 'x')],
  ['FromNodeReadable', 'no', () => fromNodeReadable(new Readable({ read() {} }))],
  ['FromReadableStream', 'no', () => fromReadableStream(new ReadableStream())],
  ['FromNodeWritable', 'no', () => fromNodeWritable(new Writable())],
  ['FromWritableStream', 'no', () => fromWritableStream(new WritableStream())],
  ['MissedEventsError', 'yes', () => new MissedEventsError('x', 1, 1)],
  ['FromPromise', 'no', () => fromPromise(Promise.resolve(1))],
  ['StreamItems', 'no', () => toAsyncIterable(Stream.empty(), { runtime: new Runtime() })],
  ['DynStar', 'contents', c => dynStar(ready(c))],
  ['Opaque', 'no', c => opaque(ready(c))],
  ['ReusableBox', 'contents', c => {
    const box = new ReusableBox()
    box.set(ready(c))
    return box
  }],
  ['NotDynCompatibleError', 'yes', () => new NotDynCompatibleError('x', ['y'], 'z')],
  ['Buffer', 'yes', c => Buffer.pair(holding(c), 1)[0]],
  ['ConcurrencyLimit', 'contents', c => new ConcurrencyLimit(holding(c), 1)],
  ['Either', 'contents', c => Either.left(holding(c))],
  ['EitherResponseFuture', 'contents', c => called(s => Either.left(s), ready(c))],
  ['LoadShed', 'contents', c => new LoadShed(holding(c))],
  ['LogRequest', 'contents', c => new LogRequest(holding(c))],
  ['OneshotCall', 'contents', c => oneshotCall(holding(c), 0)],
  ['RateLimit', 'contents', c => new RateLimit(holding(c), 1, 1)],
  ['Retry', 'contents', c => new Retry({ retry: () => null, cloneRequest: r => r }, holding(c))],
  ['ServiceBuilder', 'yes', () => new ServiceBuilder().layer(loadShedLayer())],
  ['ServiceFn', 'yes', c => serviceFn(() => ready(c))],
  ['TpsBudget', 'yes', () => new TpsBudget()],
  ['NotReadyError', 'yes', () => new NotReadyError('x')],
  ['OverloadedError', 'yes', () => new OverloadedError('x')],
  ['RateLimitedError', 'yes', () => new RateLimitedError(1, 1, 1)],
  ['Counts', 'yes', () => new Counts()],
  ['Recorder', 'yes', () => new Recorder()],
  ['CountingWaker', 'yes', () => countingWaker()],
  ['ExploreReport', 'yes', () => explore(() => ready(1))],
  ['InterleavePending', 'contents', c => interleavePending(ready(c))],
  ['ManualClock', 'yes', () => manualClock()],
  ['MockTask', 'contents', c => mockTask(ready(c))],
  ['PanicWaker', 'yes', () => panicWaker()],
  ['PendingOnce', 'contents', c => pendingOnce(c)],
  ['TraceLog', 'yes', () => traceLog()],
  ['Traced', 'contents', c => traceLog().future('x', ready(c))],
  ['TracedWaker', 'yes', () => traceLog().waker('x')],
  ['Trial', 'yes', () => {
    let seen: unknown = null
    explore(trial => ((seen = trial), ready(1)))
    return seen
  }],
  ['ForeignScheduleError', 'yes', () => new ForeignScheduleError('x', 'y')],
  ['InjectedFailure', 'yes', () => new InjectedFailure('x')],
  ['NondeterminismError', 'yes', () => thrownBy(() => explore(() => (Date.now(), ready(1))))],
  ['ScheduleError', 'yes', () => new ScheduleError('x', 'y', null)],
]
