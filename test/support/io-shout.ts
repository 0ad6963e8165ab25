// Writes each line of its input in capitals.
import { asyncBlock, Done, hostLoop, Runtime, wait } from '../../src/index.ts'
import { BufReader, stdin, stdout } from '../../src/io/index.ts'

const runtime = new Runtime({ driver: hostLoop() })
runtime.spawn(asyncBlock(function* () {
  const lines = new BufReader(stdin()).lines()
  const output = stdout()
  for (let line = yield* wait(lines.next()); line !== Done; line = yield* wait(lines.next())) {
    yield* wait(output.writeAll(new TextEncoder().encode(`${line.toUpperCase()}\n`)))
  }
}))
