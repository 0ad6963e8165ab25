import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { runExample } from '../support/run-example.ts'

function linesOf(id: string): string[] {
  const { lines, errors, status } = runExample(id)
  expect({ errors, status }).toEqual({ errors: [], status: 0 })
  return lines
}

describe('the rows on sockets and files', () => {
  it('1.1: a real file, read through a future', () => {
    expect(linesOf('1.1')).toEqual([
      'the function read bytes: true with localhost: true',
      'the method read the same: true',
      'where there is none: ENOENT open /etc/no-such-hosts',
    ])
  })

  it('4.4: requests to a real HTTP server, all in flight at once', () => {
    expect(linesOf('4.4')).toEqual([
      'requests in flight: 1',
      'requests in flight: 2',
      'requests in flight: 3',
      'HTTP/1.1 200 OK | you asked for /tea',
      'HTTP/1.1 200 OK | you asked for /coffee',
      'HTTP/1.1 200 OK | you asked for /milk',
      'with nobody there: ECONNREFUSED',
    ])
  })

  it('4.5: an echo server, for one and for a thousand', () => {
    expect(linesOf('4.5')).toEqual(['echoed bytes: 11', 'serve_one: hello, echo', 'connections: 1000 that got their bytes back: 1000'])
  })

  it('4.21: a line piped in', () => {
    const program = fileURLToPath(new URL('../../examples/4.21-read-line.ts', import.meta.url))
    const { stdout, stderr, status } = spawnSync(process.execPath, ['--import', 'tsx', program], { input: 'hello\nmore', encoding: 'utf8' })
    expect({ stdout, stderr, status }).toEqual({ stdout: 'another task runs while the line is awaited\nRead line: hello\n', stderr: '', status: 0 })
  })
})
