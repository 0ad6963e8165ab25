import { describe, expect, it } from 'vitest'
import { BorrowError, drop, Rc } from '../../src/future/index.ts'
import { Token } from '../support/token.ts'

describe('Rc', () => {
  it('6: drops its value with the last clone, once', () => {
    const token = new Token()
    const a = new Rc(token)
    const b = a.clone()
    drop(a)
    drop(a)
    expect([token.drops, b.strongCount(), b.value]).toEqual([0, 1, token])
    drop(b)
    drop(b)
    expect(token.drops).toBe(1)
  })

  it('4: a disposed one is gone: it gives neither the value nor a clone that would drop it again', () => {
    const token = new Token()
    const rc = new Rc(token)
    drop(rc)
    for (const use of [() => rc.value, () => rc.clone(), () => rc.strongCount()]) expect(use).toThrow(BorrowError)
    expect(token.drops).toBe(1)
  })

  it('counts its clones', () => {
    const a = new Rc(1)
    const clones = [a.clone(), a.clone()]
    clones.push(clones[0]!.clone())
    expect([a.strongCount(), clones[2]!.strongCount()]).toEqual([4, 4])
    drop(clones[1])
    expect(a.strongCount()).toBe(3)
  })

  it('a clone of a clone outlives both', () => {
    const a = new Rc('shared')
    const b = a.clone()
    const c = b.clone()
    drop(a)
    drop(b)
    expect([c.value, c.strongCount()]).toEqual(['shared', 1])
  })
})
