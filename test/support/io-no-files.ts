// Begins to use files below `blockOn` when the process may open few more, and many.
import { closeSync, openSync } from 'node:fs'
import { blockOn } from '../../src/index.ts'
import { IoError, readFile } from '../../src/io/index.ts'

const open: number[] = []
try {
  for (;;) open.push(openSync('/dev/null', 'r'))
} catch {
  // That was to be expected.
}
for (const fd of open.splice(-8)) closeSync(fd)

function tryTo(when: string): void {
  try {
    console.log(when, blockOn(readFile('/dev/null')).length)
  } catch (error) {
    console.log(when, error instanceof IoError ? error.code : error)
  }
}

tryTo('8 left:')
for (const fd of open.splice(0)) closeSync(fd)
tryTo('afterwards:')
