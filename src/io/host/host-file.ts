/** A file on `node:fs`, whose calls run on the host's own threads. It is closed when the last of them is back: the number may be another's then. */
import type { Answer, Failure, FilePort, OpenMode } from '../io-host.ts'
import { failureOf, type FsModule, type NodeError } from './node.ts'

const FLAGS: Readonly<Record<OpenMode, string>> = { read: 'r', create: 'w', append: 'a', 'read-write': 'r+' }

export class HostFile implements FilePort {
  private readonly fs: FsModule
  private readonly fd: number
  private readonly path: string
  private underWay: number
  private atRest: (() => void) | null

  constructor(fs: FsModule, fd: number, path: string) {
    this.fs = fs
    this.fd = fd
    this.path = path
    this.underWay = 0
    this.atRest = null
  }

  read(into: Uint8Array, at: number | null, done: Answer<number>): void {
    this.fs.read(this.fd, into, 0, into.length, at, this.reporting('read', done))
  }

  write(from: Uint8Array, at: number | null, done: Answer<number>): void {
    this.fs.write(this.fd, from, 0, from.length, at, this.reporting('write', done))
  }

  size(done: Answer<number>): void {
    this.fs.fstat(this.fd, this.reporting<{ size: number }>('fstat', (failure, stat) => done(failure, stat?.size ?? null)))
  }

  sync(done: Answer<void>): void {
    this.fs.fsync(this.fd, this.reporting('fsync', done))
  }

  private reporting<T>(syscall: string, done: Answer<T>): (error: NodeError | null, value: T) => void {
    this.underWay++
    return (error, value) => {
      this.underWay--
      done(error === null ? null : failureOf(error, { syscall, path: this.path }), error === null ? value : null)
      const { atRest } = this
      if (this.underWay > 0 || atRest === null) return
      this.atRest = null
      atRest()
    }
  }

  close(done: Answer<void>): void {
    const close = (): void => this.fs.close(this.fd, error => done(error === null ? null : failureOf(error, { syscall: 'close', path: this.path }), null))
    if (this.underWay === 0) close()
    else this.atRest = close
  }
}

export function openFile(fs: FsModule, path: string, mode: OpenMode, done: Answer<FilePort>): void {
  fs.open(path, FLAGS[mode], (error, fd) => {
    const failure: Failure | null = error === null ? null : failureOf(error, { syscall: 'open', path })
    done(failure, failure === null ? new HostFile(fs, fd, path) : null)
  })
}
