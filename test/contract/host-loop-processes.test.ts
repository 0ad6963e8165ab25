import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'

// Real processes: what keeps them alive, and how they end.

interface End {
  code: number
  stdout: string[]
  stderr: string
}

function run(program: string): Promise<End> {
  const script = fileURLToPath(new URL('../support/host-loop-script.ts', import.meta.url))
  return new Promise((resolve, reject) => {
    execFile(process.execPath, ['--import', 'tsx', script, program], (error, stdout, stderr) => {
      const code = error === null ? 0 : error.code
      if (typeof code !== 'number') reject(error ?? new Error('no exit code'))
      else resolve({ code, stdout: stdout.trimEnd().split('\n'), stderr })
    })
  })
}

describe('29: a process with a runtime on hostLoop', () => {
  it('29: stuck: ends by itself with the dump and exit code 13', async () => {
    const { code, stdout, stderr } = await run('stuck')
    expect(stdout).toEqual(['end of the module', 'the other is done'])
    expect(stderr.split('\n').filter(line => !line.startsWith('npm '))).toEqual([
      'pollux: the process ends, and the runtime "script" is stuck',
      'DeadlockError: nothing can wake the one task that is left: no timer is set and no other thread holds a waker',
      '  task 1 (PendingFuture): waits on nothing: pending() never completes',
      'a future that returns Pending must see to it that the waker of that poll is called; ' +
        'a waker called from outside the runtime needs remoteWaker(…), so that it counts',
      '',
    ])
    expect(code).toBe(13)
  })

  it('29: stuck, with an exit code of its own: keeps that', async () => {
    const { code, stderr } = await run('stuck, with an exit code')
    expect(stderr).toContain('DeadlockError')
    expect(code).toBe(3)
  })

  it.each(['nothing to do', 'shut down', 'aborted'])('29, 30: %s: ends, in silence', async program => {
    expect(await run(program)).toEqual({ code: 0, stdout: ['end of the module'], stderr: '' })
  })

  it.each([
    ['a timer', 'slept'],
    ['ready tasks', 'polled'],
    ['a thread', 'woken by a thread'],
    ['a host source', 'woken by the host'],
  ])('29: %s keeps it alive, and then it ends', async (program, line) => {
    expect(await run(program)).toEqual({ code: 0, stdout: ['end of the module', line], stderr: '' })
  })

  it('19: a failure that nobody joined is printed when it ends', async () => {
    const { code, stdout, stderr } = await run('a failure that nobody joined')
    expect(stdout).toEqual(['end of the module', 'finished: true'])
    expect(stderr).toContain('pollux: task 1 (PollFn) failed: Error: on purpose, and nobody joined it')
    expect(code).toBe(0)
  })
})
