/**
 * Other threads' wakes, where this thread does not park: `Atomics.waitAsync` says when the token was put there. It
 * answers with a promise, the only one in the runtime; nothing is awaited, its `then` is given a callback.
 */
import { newSignal } from './parker.ts'

/** Not in every host, and not in the library types of ES2023. */
interface AsyncAtomics {
  waitAsync?(signal: Int32Array, index: number, value: number): AsyncWait
}

type AsyncWait = { async: false } | { async: true; value: { then(woken: () => void): unknown } }

const asyncAtomics = (): AsyncAtomics => Atomics as AsyncAtomics

export class HostSignal {
  /** Where other threads put the token: they store 1 and notify. */
  readonly word: Int32Array
  private readonly heard: () => void
  private listening: boolean
  /** A wait is under way; the host holds on to this object until it ends. */
  private waiting: boolean
  private readonly woken: () => void

  /**
   * @param heard called when the token was there.
   * @throws TypeError where other threads cannot wake this one.
   */
  constructor(heard: () => void) {
    if (typeof SharedArrayBuffer !== 'function' || typeof asyncAtomics().waitAsync !== 'function') {
      throw new TypeError(
        'remoteWaker: other threads cannot wake a runtime on hostLoop() here: the host has no ' +
          (typeof SharedArrayBuffer === 'function' ? 'Atomics.waitAsync' : 'SharedArrayBuffer (a page must be cross-origin isolated)') +
          '; have the other thread post a message, and wake in its handler',
      )
    }
    this.word = newSignal()
    this.heard = heard
    this.listening = false
    this.waiting = false
    this.woken = () => {
      this.waiting = false
      if (this.listening) this.listen()
    }
  }

  listenWhile(listening: boolean): void {
    if (this.listening === listening) return
    this.listening = listening
    if (!listening) Atomics.notify(this.word, 0) // Ends the wait: it would never end by itself.
    else if (!this.waiting) this.listen()
  }

  /** A token that comes between the look and the wait ends the wait at once: it waits only for as long as the word is 0. */
  private listen(): void {
    for (;;) {
      if (Atomics.exchange(this.word, 0, 0) === 1) this.heard()
      const wait = asyncAtomics().waitAsync!(this.word, 0, 0)
      if (!wait.async) continue
      this.waiting = true
      wait.value.then(this.woken)
      return
    }
  }
}
