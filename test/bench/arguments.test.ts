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
      time: 500,
      nodeArgs: [],
      workloads: 'bench/workloads',
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
  ])('refuses %j and says what is wrong', (argv, what) => {
    expect(() => parseArguments(argv)).toThrow(UsageError)
    expect(() => parseArguments(argv)).toThrow(what)
  })
})
