import { describe, expect, it } from 'vitest'
import { parseArguments, UsageError } from '../../bench/harness/arguments.ts'

describe('benchmark arguments', () => {
  it('runs everything at full length by default', () => {
    const { seed, ...options } = parseArguments([])
    expect(options).toEqual({
      names: [],
      quick: false,
      json: false,
      list: false,
      help: false,
      rounds: 5,
      time: 300,
      nodeArgs: [],
      workloads: 'bench/workloads',
      runtime: process.execPath,
      native: false,
      scaling: false,
      compare: null,
      out: null,
    })
    expect(Number.isInteger(seed) && seed > 0).toBe(true)
  })

  it('takes names and options in any order, each name once', () => {
    const { names, quick, json, rounds, time, seed } = parseArguments(['yield', '--quick', 'blockon/pollux', '--json', '--seed', '7', 'yield'])
    expect({ names, quick, json, rounds, time, seed }).toEqual({
      names: ['yield', 'blockon/pollux'],
      quick: true,
      json: true,
      rounds: 2,
      time: 100,
      seed: 7,
    })
  })

  it('looks at each point of a curve for a shorter time', () => {
    const lengths = [['--scaling'], ['--scaling', '--quick'], ['--scaling', '--rounds', '7']].map(argv => {
      const { scaling, rounds, time } = parseArguments(argv)
      return { scaling, rounds, time }
    })
    expect(lengths).toEqual([
      { scaling: true, rounds: 3, time: 100 },
      { scaling: true, rounds: 1, time: 20 },
      { scaling: true, rounds: 7, time: 100 },
    ])
  })

  it('takes another runtime, the native column, and files to read and to write', () => {
    const { runtime, native, compare, out } = parseArguments(['--runtime', 'bin/bun', '--native', '--compare', 'old.json', '--out', 'new.json'])
    expect({ runtime, native, compare, out }).toEqual({ runtime: 'bin/bun', native: true, compare: 'old.json', out: 'new.json' })
  })

  it('an explicit length wins over --quick', () => {
    const { rounds, time } = parseArguments(['--rounds', '9', '--quick', '--time=20'])
    expect({ rounds, time }).toEqual({ rounds: 9, time: 20 })
  })

  it.each([
    ['--node-args', '--max-semi-space-size=64 --no-opt'],
    ['--node-args=--max-semi-space-size=64 --no-opt'],
  ])('splits the flags of %s', (...argv) => {
    expect(parseArguments([...argv, '--quick']).nodeArgs).toEqual(['--max-semi-space-size=64', '--no-opt'])
  })

  it.each([
    [['--fast'], '--fast'],
    [['--rounds', '0'], '--rounds'],
    [['--rounds', '1.5'], '--rounds'],
    [['--time', 'long'], "'long'"],
    [['--rounds'], '--rounds'],
    [['--node-args'], '--node-args'],
    [['--scaling', '--compare', 'old.json'], '--compare'],
  ])('refuses %j and says what is wrong', (argv, what) => {
    expect(() => parseArguments(argv)).toThrow(UsageError)
    expect(() => parseArguments(argv)).toThrow(what)
  })
})
