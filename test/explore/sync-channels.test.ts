// oneshot and mpsc under every schedule, with tasks dropped wherever they wait.
import { describe, expect, it } from 'vitest'
import { catchUnwind, Done, drop, join, map, select, type Result } from '../../src/future/index.ts'
import { spawnLocal } from '../../src/runtime/index.ts'
import { mpsc, mpscUnbounded, oneshot, SendError, type Receiver, type Sender, type SendPermit } from '../../src/sync/index.ts'
import { outcomes } from '../support/outcomes.ts'
import { routine, type Routine } from '../support/routine.ts'
import { turns } from '../support/turns.ts'

/** Sends each of `values`, and writes down those that it has sent; then, or when dropped, it is no sender any more. */
function producer(tx: Sender<string>, values: string, sent: string[]): Routine<void> {
  return routine('Producer', function* () {
    try {
      for (const value of values) {
        const done = (yield catchUnwind(tx.send(value))) as Result<void>
        if (!done.ok) return
        sent.push(value)
      }
    } finally {
      drop(tx)
    }
  })
}

/** As `producer`, but reserves first, and waits a turn with the permit in hand. */
function careful(tx: Sender<string>, values: string, sent: string[]): Routine<void> {
  return routine('Careful', function* () {
    let permit: SendPermit<string> | null = null
    try {
      for (const value of values) {
        const got = (yield catchUnwind(tx.reserve())) as Result<SendPermit<string>>
        if (!got.ok) return
        permit = got.value
        yield turns(2)
        permit.send(value)
        sent.push(value)
      }
    } finally {
      drop(permit)
      drop(tx)
    }
  })
}

function consumer(rx: Receiver<string>, got: string[]): Routine<void> {
  return routine('Consumer', function* () {
    try {
      for (;;) {
        const item = (yield rx.recv()) as string | typeof Done
        if (item === Done) return
        got.push(item)
      }
    } finally {
      drop(rx)
    }
  })
}

/** Whether `part` is `whole` with some left out. */
const isSubsequence = (part: string, whole: string): boolean => {
  let at = 0
  for (const letter of whole) if (letter === part[at]) at++
  return at === part.length
}

describe('mpsc under every schedule', () => {
  it.each([
    [1, ['abcxy', 'abxcy', 'xyabc']],
    [2, ['abcxy', 'abxcy', 'abxyc', 'xyabc']],
  ])('40: two senders and a receiver over %i slots: each item once, in its sender’s order', (capacity, orders) => {
    const all = outcomes(() => {
      const [tx, rx] = mpsc<string>(capacity)
      const [sent, got]: string[][] = [[], []]
      spawnLocal(producer(tx.clone(), 'abc', sent!))
      spawnLocal(producer(tx, 'xy', sent!))
      return [consumer(rx, got!), () => {
        expect([...got!].sort()).toEqual(['a', 'b', 'c', 'x', 'y'])
        expect(got!.filter(item => item < 'm').join('')).toBe('abc')
        expect(got!.filter(item => item > 'm').join('')).toBe('xy')
        return got!.join('')
      }]
    })
    expect(all).toEqual(orders)
  })

  it('40: senders, permits and a receiver, one of them dropped anywhere: what was sent arrives, and nobody waits for ever', () => {
    const all = outcomes(() => {
      const [tx, rx] = mpsc<string>(1)
      const [sent, got]: string[][] = [[], []]
      const tasks = [producer(tx.clone(), 'ab', sent!), careful(tx, 'x', sent!)].map(future => spawnLocal(future))
      const receiver = catchUnwind(spawnLocal(consumer(rx, got!)))
      let isDropped = false
      const main = map(join(receiver, ...tasks.map(task => catchUnwind(task))), ([result]) => (isDropped = !result.ok))
      return [main, () => {
        const order = got!.join('')
        expect(isSubsequence(order.replace('x', ''), 'ab')).toBe(true)
        if (isDropped) expect(isSubsequence([...got!].sort().join(''), [...sent!].sort().join(''))).toBe(true)
        else expect([...got!].sort()).toEqual([...sent!].sort())
        return isDropped ? `${order}, dropped` : order
      }]
    }, { dropAt: 'any' })
    expect(all).toEqual([', dropped', 'a, dropped', 'ab', 'ab, dropped', 'abx', 'ax', 'x', 'x, dropped', 'xa', 'xa, dropped', 'xab'])
  })

  it('40: unbounded, received several at once: what was sent arrives once, in its sender’s order, or goes with the receiver', () => {
    const all = outcomes(() => {
      const [tx, rx] = mpscUnbounded<string>()
      const got: string[][] = []
      const tasks = ['ab', 'x'].map(values => {
        const own = tx.clone()
        return spawnLocal(routine('Producer', function* () {
          try {
            for (const value of values) {
              if (own.isClosed()) return
              own.send(value)
              yield turns(2)
            }
          } finally {
            drop(own)
          }
        }))
      })
      drop(tx)
      const receiver = spawnLocal(routine('Consumer', function* () {
        try {
          for (;;) {
            const items = (yield rx.recvMany(2)) as string[]
            if (items.length === 0) return
            got.push(items)
          }
        } finally {
          drop(rx)
        }
      }))
      let isDropped = false
      const ends = join(catchUnwind(receiver), ...tasks.map(task => catchUnwind(task)))
      return [map(ends, ([result]) => (isDropped = !result.ok)), () => {
        const order = got.flat().join('')
        expect(isSubsequence(order.replace('x', ''), 'ab')).toBe(true)
        expect([Math.max(0, ...got.map(items => items.length)) <= 2, rx.size]).toEqual([true, 0])
        return isDropped ? 'dropped' : [...order].sort().join('')
      }]
    }, { dropAt: 'any' })
    // A producer may be dropped, too, after its first item.
    expect(all).toEqual(['abx', 'ax', 'dropped'])
  })

  it('9: spurious polls do no harm', () => {
    outcomes(() => {
      const [tx, rx] = mpsc<string>(1)
      const [sent, got]: string[][] = [[], []]
      spawnLocal(producer(tx.clone(), 'ab', sent!))
      spawnLocal(producer(tx, 'x', sent!))
      return [consumer(rx, got!), () => {
        expect([...got!].sort()).toEqual(['a', 'b', 'x'])
        return got!.join('')
      }]
    }, { spurious: 1 })
  })

  it('40: a slot never goes astray: senders that give up, by a select, leave it to the others', () => {
    const all = outcomes(() => {
      const [tx, rx] = mpsc<string>(1)
      tx.trySend('first')
      const sent: string[] = []
      const hasty = tx.clone()
      spawnLocal(routine('Hasty', function* () {
        const { index } = (yield select(hasty.send('hasty'), turns(2))) as { index: number }
        if (index === 0) sent.push('hasty')
        drop(hasty)
      }))
      spawnLocal(producer(tx, 'z', sent))
      const got: string[] = []
      return [consumer(rx, got), () => {
        expect([...got].sort()).toEqual(['first', ...sent].sort())
        return got.join(' ')
      }]
    })
    expect(all).toEqual(expect.arrayContaining(['first hasty z', 'first z']))
  })

  it('40: close at any moment: a permit sends, a send has its value back or has sent', () => {
    const all = outcomes(() => {
      const [tx, rx] = mpsc<string>(1)
      const [sent, back, got]: string[][] = [[], [], []]
      const other = tx.clone()
      const tasks = [spawnLocal(careful(tx, 'p', sent!)), spawnLocal(routine('Sender', function* () {
        const done = (yield catchUnwind(other.send('s'))) as Result<void>
        if (done.ok) sent!.push('s')
        else back!.push((done.error as SendError<string>).value)
        drop(other)
      }))]
      spawnLocal(turns(1, () => rx.close()))
      return [join(consumer(rx, got!), ...tasks), () => {
        expect([...got!].sort()).toEqual([...sent!].sort())
        expect(sent!.includes('s')).toBe(!back!.includes('s'))
        return `${got!.join('')}|${back!.join('')}`
      }]
    })
    expect(all).toEqual(expect.arrayContaining(['p|s', 'ps|', 's|', '|s']))
  })

  it('40: ping-pong over two channels of one', () => {
    const all = outcomes(() => {
      const [[ping, onPing], [pong, onPong]] = [mpsc<string>(1), mpsc<string>(1)]
      const got: string[] = []
      spawnLocal(routine('Echo', function* () {
        for (;;) {
          const item = (yield onPing.recv()) as string | typeof Done
          if (item === Done) return drop(pong)
          yield pong.send(item)
        }
      }))
      return [routine('Main', function* () {
        for (const item of ['a', 'b', 'c']) {
          yield ping.send(item)
          got.push((yield onPong.recv()) as string)
        }
        drop(ping)
        expect(yield onPong.recv()).toBe(Done)
      }), () => got.join('')]
    })
    expect(all).toEqual(['abc'])
  })
})

describe('oneshot under every schedule', () => {
  it('41: the value, or ClosedError, whichever side is dropped, and wherever', () => {
    const all = outcomes(() => {
      const [tx, rx] = oneshot<string>()
      let refused = ''
      const sender = spawnLocal(routine('Sender', function* () {
        try {
          yield turns(2)
          tx.send('value')
        } catch (error) {
          refused = `, ${(error as { code: string }).code}`
        } finally {
          drop(tx)
        }
      }))
      const receiver = catchUnwind(spawnLocal(catchUnwind(rx)))
      let got = ''
      const main = map(join(receiver, catchUnwind(sender)), ([result]) => {
        if (!result.ok) got = 'dropped'
        else got = result.value.ok ? result.value.value : (result.value.error as { code: string }).code
      })
      return [main, () => got + refused]
    }, { dropAt: 'any', spurious: 1 })
    expect(all).toEqual(['ERR_POLLUX_CLOSED', 'dropped', 'dropped, ERR_POLLUX_CLOSED', 'value'])
  })

  it('41: closed() ends the sender’s work as soon as nobody wants it', () => {
    const all = outcomes(() => {
      const [tx, rx] = oneshot<string>()
      let how = ''
      const receiver = spawnLocal(rx)
      spawnLocal(turns(1, () => receiver.abort()))
      return [routine('Worker', function* () {
        const { index } = (yield select(tx.closed(), turns(3))) as { index: number }
        how = index === 0 ? 'stopped' : 'worked'
      }), () => how]
    })
    expect(all).toEqual(['stopped', 'worked'])
  })
})
