// The example as a program: what it prints, what its pages answer, and how it stops.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'

const PROGRAM = fileURLToPath(new URL('../../../examples/http-server/main.ts', import.meta.url))

it('serves its pages, and stops in order', async () => {
  const program = spawn(process.execPath, ['--import', 'tsx', PROGRAM, '0'], { stdio: ['ignore', 'pipe', 'inherit'] })
  const lines: string[] = []
  const output = createInterface(program.stdout).on('line', line => lines.push(line))
  await once(output, 'line')
  const url = lines[0]!
  const answers: unknown[] = []
  const page = async (path: string, init?: RequestInit): Promise<void> => {
    const response = await fetch(url + path, init)
    answers.push(`${path} ${response.status} ${JSON.stringify(await response.text())}`)
  }
  await page('/')
  await page('/?query')
  await page('/echo', { method: 'POST', body: 'to be' })
  await page('/slow')
  await page('/count')
  await page('/', { method: 'HEAD' })
  await page('/echo')
  await page('/nowhere')
  program.kill('SIGINT')
  const [code] = (await once(program, 'close')) as [number]
  expect(answers).toEqual([
    '/ 200 "Hello, World!"',
    '/?query 200 "Hello, World!"',
    '/echo 200 "to be"',
    '/slow 200 "Hello, World!"',
    '/count 200 "1\\n2\\n3\\n"',
    '/ 200 ""',
    '/echo 405 "the page has no such method\\n"',
    '/nowhere 404 "there is no such page\\n"',
  ])
  expect([code, lines.length, lines[1]!.replace(/over \d+ connections?/, 'over some connections')]).toEqual([0, 2, '8 requests over some connections, and 0 refused'])
})
