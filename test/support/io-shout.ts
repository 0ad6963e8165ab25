// Writes each line of its input in capitals. The argument says who owns the standard streams.
import { asyncBlock, blockOn, Done, hostLoop, Runtime, wait } from '../../src/index.ts'
import { BufReader, stdin, stdout } from '../../src/io/index.ts'

const program = asyncBlock(function* () {
  const lines = new BufReader(stdin()).lines()
  const output = stdout()
  for (let line = yield* wait(lines.next()); line !== Done; line = yield* wait(lines.next())) {
    yield* wait(output.writeAll(new TextEncoder().encode(`${line.toUpperCase()}\n`)))
  }
})
if (process.argv[2] === 'the reactor') blockOn(program)
else new Runtime({ driver: hostLoop() }).spawn(program)
