import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** Folders that are gone after the tests of a file: `afterAll(() => folders.removeAll())`. */
export class TempFolders {
  private readonly folders: string[] = []

  make(): string {
    const folder = mkdtempSync(join(tmpdir(), 'leveldb-scan-test-'))
    this.folders.push(folder)
    return folder
  }

  /** A copy of `folder`, to be damaged or opened by somebody who writes. */
  copy(folder: string): string {
    const copy = this.make()
    cpSync(folder, copy, { recursive: true })
    return copy
  }

  /** Before the end, where a test makes many. */
  removeOne(folder: string): void {
    rmSync(folder, { recursive: true, force: true })
  }

  removeAll(): void {
    for (const folder of this.folders.splice(0)) this.removeOne(folder)
  }
}
