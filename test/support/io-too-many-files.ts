// Opens files until the process may not open more, closes them, and opens one more. The argument says who owns them.
import { asyncBlock, blockOn, hostLoop, Runtime, wait } from '../../src/index.ts'
import { File, IoError, readFile } from '../../src/io/index.ts'

const open: File[] = []
const program = asyncBlock(function* () {
  try {
    for (;;) open.push(yield* wait(File.open('/dev/null')))
  } catch (error) {
    if (!(error instanceof IoError)) throw error
    console.log(error.code, error.syscall, error.path)
  }
  for (const file of open.splice(0)) yield* wait(file.close())
  console.log('afterwards:', (yield* wait(readFile('/dev/null'))).length)
})
if (process.argv[2] === 'the reactor') blockOn(program)
else new Runtime({ driver: hostLoop() }).spawn(program)
