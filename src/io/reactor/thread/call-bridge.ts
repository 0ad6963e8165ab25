/** A place for one call of a file at a time; the bytes go between the file and the shared memory themselves. */
import type { Answer, Failure, FilePort } from '../../io-host.ts'
import { ANSWERED, AT, FILE, LENGTH, OP, OP_CLOSE, OP_READ, OP_SIZE, OP_SYNC, OP_WRITE, RESULT, type CallMemory } from '../memory.ts'
import type { Bridge, Desk } from './desk.ts'
import { Teller } from './teller.ts'

export class CallBridge implements Bridge {
  readonly words: Int32Array
  private readonly id: number
  private readonly memory: CallMemory
  private readonly files: Map<number, FilePort>
  private readonly desk: Desk
  private readonly teller: Teller
  /** The call that is under way, an `OP_…`, or 0. */
  private underWay: number

  constructor(id: number, memory: CallMemory, files: Map<number, FilePort>, desk: Desk) {
    this.words = memory.words
    this.id = id
    this.memory = memory
    this.files = files
    this.desk = desk
    this.teller = new Teller(id, memory.words, desk)
    this.underWay = 0
  }

  pump(): void {
    const op = Atomics.exchange(this.words, OP, 0)
    if (op === 0) return
    this.underWay = op
    const number = this.words[FILE]!
    const file = this.files.get(number)!
    if (op === OP_CLOSE) this.files.delete(number)
    this.call(op, file)
  }

  private call(op: number, file: FilePort): void {
    const { numbers, bytes } = this.memory
    const piece = bytes.subarray(0, this.words[LENGTH])
    const at = numbers[AT]! < 0 ? null : numbers[AT]!
    const counted: Answer<number> = (failure, value) => this.answer(failure, value ?? 0)
    const done: Answer<void> = failure => this.answer(failure, 0)
    if (op === OP_READ) file.read(piece, at, counted)
    else if (op === OP_WRITE) file.write(piece, at, counted)
    else if (op === OP_SIZE) file.size(counted)
    else if (op === OP_SYNC) file.sync(done)
    else file.close(done)
  }

  private answer(failure: Failure | null, value: number): void {
    this.underWay = 0
    this.memory.numbers[RESULT] = failure === null ? value : -1
    if (failure !== null) this.desk.mail({ kind: 'failed', id: this.id, failure })
    this.teller.tell(ANSWERED)
    this.desk.settled()
  }

  /** Reads and the like may be lost. */
  isAtRest(): boolean {
    const pending = this.underWay === 0 ? Atomics.load(this.words, OP) : this.underWay
    return pending !== OP_WRITE && pending !== OP_SYNC && pending !== OP_CLOSE
  }
}
