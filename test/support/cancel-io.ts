// Cancel safety of `src/io`, and of what sends into the host's streams: the rows of the table. Sockets and files are `io-fake-host.ts`.
import { contextFrom, fromWritableStream, noopWaker, Pending, type Future } from '../../src/index.ts'
import { BufReader, copy, File, flush, read, readExact, readFile, readToEnd, shutdown, TcpListener, TcpStream, write, writeAll } from '../../src/io/index.ts'
import type { Item, Ledger } from './cancel-ledger.ts'
import { each, harmless, NOTHING, SPENDS, WAITS, type CancelRow, type CancelWorld } from './cancel-row.ts'
import { fake, FakeFile, FakeHost, FakeListener, FakeSocket } from './io-fake-host.ts'
import { bytes, text } from './io-stand.ts'

const cx = contextFrom(noopWaker())

/** A connection that stands. */
function connection(host = new FakeHost()): [FakeSocket, TcpStream] {
  const port = new FakeSocket(host)
  port.open()
  return [port, new TcpStream(port, 'host')]
}

/** What is left to be read, the other side having ended. */
function restOf(port: FakeSocket, source: { pollRead(context: typeof cx, into: Uint8Array): unknown }): string {
  port.end()
  const into = new Uint8Array(100)
  let rest = ''
  for (let count = source.pollRead(cx, into); count !== 0; count = source.pollRead(cx, into)) rest += text(into.subarray(0, count as number))
  return rest
}

/** Reads from a connection, on which come two lines and a half, in two pieces. */
function reading(make: (stream: TcpStream) => Future<unknown>): CancelWorld {
  const [port, stream] = connection()
  return { make: () => make(stream), events: [() => port.arrive('o'), () => port.arrive('ne\ntw')], rest: () => ({ rest: restOf(port, stream) }) }
}

function lines(make: (reader: BufReader) => Future<unknown>, lent = false): CancelWorld {
  const [port, stream] = connection()
  const reader = new BufReader(stream)
  return { make: () => make(reader), lent, events: [() => port.arrive('o'), () => port.arrive('ne\ntw')], rest: () => ({ rest: restOf(port, reader) }) }
}

/** Over a file with 'one\ntwo' in it, whose calls are answered one after the other. */
function onFile(make: (file: File, host: FakeHost) => Future<unknown>): CancelWorld {
  const host = new FakeHost()
  host.content = 'one\ntwo'
  const file = new File('data', new FakeFile(host), 'host')
  return {
    make: () => make(file, host),
    events: [() => host.answer(), () => host.answer()],
    rest: () => {
      const found = fileRest(file, host)
      file[Symbol.dispose]()
      return { ...found, written: host.written, open: host.openNow }
    },
  }
}

/** What is left to be read in turn; nothing where the file was closed. */
function fileRest(file: File, host: FakeHost): Record<string, unknown> {
  const into = new Uint8Array(100)
  let rest = ''
  try {
    for (let polls = 0; polls < 20; polls++) {
      const count = file.pollRead(cx, into)
      if (count === 0) return { rest }
      if (count === Pending) host.answer()
      else rest += text(into.subarray(0, count))
    }
  } catch {
    return {}
  }
  return { rest: `${rest} and no end` }
}

/** Writes to a connection that has no room, then some, then more. */
function writing(make: (stream: TcpStream) => Future<unknown>): CancelWorld {
  const [port, stream] = connection()
  return { make: () => make(stream), events: [() => port.makeRoom(3), () => port.makeRoom(3)], rest: () => ({ written: port.written }) }
}

/** With the host that opens whatever is asked for. */
function opening(make: () => Future<unknown>): CancelWorld {
  const host = new FakeHost()
  host.content = 'one'
  return {
    make: () => {
      fake.host = host
      return make()
    },
    events: [() => host.answer(), () => host.answer()],
    rest: () => {
      host.answer()
      return { open: host.openNow }
    },
  }
}

function accepting(make: (listener: TcpListener) => Future<unknown>, lent = false): CancelWorld {
  const port = new FakeListener(new FakeHost())
  port.open()
  const listener = new TcpListener(port, 'host')
  const accepted = (): number => {
    let count = 0
    while (listener.pollAccept(cx) !== Pending) count++
    return count
  }
  return { make: () => make(listener), lent, events: [() => port.knock(), () => port.knock()], rest: () => ({ connections: accepted() }) }
}

const HAD_READ = 'what it had read'

const ioRooms: CancelRow[] = [
  harmless('io', '`read(source, into)`, `stream.read(into)`', SPENDS, () => reading(stream => read(stream, new Uint8Array(8))), () => lines(reader => read(reader, new Uint8Array(8))),
    () => onFile(file => file.read(new Uint8Array(2)))),
  {
    room: 'io',
    name: 'readExact(source, into)',
    loses: { unpolled: NOTHING, ...each(['waiting', 'woken', 'out of budget'], HAD_READ) },
    differs: { waiting: ['rest: one\ntw → ne\ntw', 'rest: one\ntw → never'], ...each(['woken', 'out of budget'], ['rest: one\ntw → ne\ntw']) },
    worlds: [() => reading(stream => readExact(stream, new Uint8Array(8)))],
  },
  {
    room: 'io',
    name: 'readToEnd(source)',
    loses: { unpolled: NOTHING, ...each(['waiting', 'woken', 'out of budget'], HAD_READ) },
    differs: { waiting: ['rest: one\ntw → ne\ntw', 'rest: one\ntw → never'], ...each(['woken', 'out of budget'], ['rest: one\ntw → ne\ntw']) },
    worlds: [() => reading(stream => readToEnd(stream))],
  },
  harmless('io', '`readLine()`, `readUntil(byte)`, `lines().next()` of a `BufReader`', SPENDS, () => lines(reader => reader.readLine()), () => lines(reader => reader.readUntil(10)),
    () => lines(reader => reader.lines().next(), true)),
  harmless('io', '`write(sink, from)`, `stream.write(from)`', SPENDS, () => writing(stream => write(stream, bytes('abcdef')))),
  {
    room: 'io',
    name: 'writeAll(sink, from)',
    loses: { unpolled: NOTHING, ...each(['waiting', 'woken', 'out of budget'], 'how much of it was written') },
    differs: each(['waiting', 'woken', 'out of budget'], ['written: abc']),
    worlds: [() => writing(stream => writeAll(stream, bytes('abcdef')))],
  },
  harmless('io', 'flush(sink)', WAITS, () => {
    const [port, stream] = connection()
    port.flushed = false
    return { make: () => flush(stream), events: [() => port.flushAll()], rest: () => ({ flushed: port.flushed }) }
  }),
  {
    room: 'io',
    name: 'shutdown(sink)',
    loses: { unpolled: NOTHING, ...each(['waiting', 'woken'], 'the right to write, unless something was still to be flushed') },
    differs: each(['waiting', 'woken'], ['shut: false → true']),
    worlds: [() => {
      const [port, stream] = connection()
      port.flushed = false
      return { make: () => shutdown(stream), events: [() => port.flushAll(), () => port.completeShutdown()], rest: () => ({ shut: port.shutAsked }) }
    }],
  },
  {
    room: 'io',
    name: 'copy(source, sink)',
    loses: { unpolled: NOTHING, ...each(['waiting', 'woken', 'out of budget'], 'what it had read and not written, up to 16 KiB') },
    differs: {
      waiting: ['bytes: |abcdef → abcd|', 'bytes: |abcdef → abc|', 'bytes: |abcdef → |'],
      ...each(['woken', 'out of budget'], ['bytes: |abcdef → abc|', 'bytes: |abcdef → |']),
    },
    worlds: [() => {
      const [port, stream] = connection()
      return {
        make: () => copy(stream, stream),
        events: [() => port.arrive('abcdef'), () => port.makeRoom(3), () => port.makeRoom(1)],
        rest: () => ({ bytes: `${port.written}|${restOf(port, stream)}` }),
      }
    }],
  },
  harmless('io', '`TcpStream.connect(to)`, `TcpListener.bind(at)`', WAITS, () => opening(() => TcpStream.connect({ port: 7 })), () => opening(() => TcpListener.bind({ port: 7 }))),
  harmless('io', '`listener.accept()`, `incoming().next()`', SPENDS, () => accepting(listener => listener.accept()), () => accepting(listener => listener.incoming().next(), true)),
  harmless('io', 'File.open(path)', WAITS, () => opening(() => File.open('data'))),
  {
    room: 'io',
    name: 'file.close()',
    loses: each(WAITS, 'the file, which is closed in any case; whether that failed'),
    differs: each(WAITS, ['rest: one\ntwo → never']),
    worlds: [() => onFile(file => file.close())],
  },
  harmless('io', '`file.readAt(into, offset)`, `size()`, `sync()`', SPENDS, () => onFile(file => file.readAt(new Uint8Array(2), 1)), () => onFile(file => file.size()), () => onFile(file => file.sync())),
  {
    room: 'io',
    name: 'file.writeAt(from, offset)',
    loses: { unpolled: NOTHING, ...each(['waiting', 'woken', 'out of budget'], 'whether it was written: the system goes on') },
    differs: each(['waiting', 'woken', 'out of budget'], ['written: ab']),
    worlds: [() => onFile(file => file.writeAt(bytes('ab'), 1))],
  },
  harmless('io', 'readFile(path)', SPENDS, () => opening(() => readFile('data'))),
]

/** A web stream with room for one, which takes it when the test says so. */
function sinkWorld(ledger: Ledger, make: (sink: ReturnType<typeof fromWritableStream<Item | string>>) => Future<unknown>): CancelWorld {
  const takes: (() => void)[] = []
  let closed = 'no'
  const web = new WritableStream<Item | string>({
    write: item => {
      if (typeof item !== 'string') item.is('used')
      return new Promise(resolve => takes.push(resolve))
    },
    close: () => void (closed = 'closed'),
  })
  const sink = fromWritableStream<Item | string>(web)
  sink.send('first').poll(cx)
  return { make: () => make(sink), events: [() => {}, () => takes.shift()?.()], rest: () => ({ closed }), host: true }
}

const sinks: CancelRow[] = [
  {
    room: 'interop',
    name: '`send(value)` of `fromWritableStream`, `fromNodeWritable`',
    loses: each(SPENDS, 'the value, dropped: it was not sent'),
    differs: each(SPENDS, ['item: dropped']),
    worlds: [ledger => sinkWorld(ledger, sink => sink.send(ledger.item('item')))],
  },
  {
    room: 'interop',
    name: '`close()` of `fromWritableStream`, `fromNodeWritable`',
    loses: { unpolled: NOTHING, ...each(['waiting', 'woken'], 'the way back: the end goes on by itself') },
    differs: each(['waiting', 'woken'], ['closed: no → closed']),
    worlds: [ledger => sinkWorld(ledger, sink => sink.close())],
  },
]

export const ioRows: readonly CancelRow[] = [...sinks, ...ioRooms]
