/** Noise that repeats. */
import assert from 'node:assert/strict'
import { connectionSeed, randomOf } from '../../src/middlebox/seed.ts'

describe('middlebox seed', () => {
  it('gives the same numbers for the same seed, in [0, 1) and spread', () => {
    const draw = (seed: number) => Array.from({ length: 1000 }, randomOf(seed))
    assert.deepEqual(draw(5), draw(5))
    assert.notDeepEqual(draw(5), draw(6))
    assert.ok(draw(5).every(number => number >= 0 && number < 1))
    const mean = draw(5).reduce((sum, number) => sum + number, 0) / 1000
    assert.ok(mean > 0.45 && mean < 0.55, `mean ${mean}`)
  })

  it('gives every connection a seed of its own', () => {
    const seeds = Array.from({ length: 1000 }, (_, index) => connectionSeed(1, index))
    assert.equal(new Set(seeds).size, 1000)
    assert.equal(connectionSeed(1, 7), seeds[7])
    assert.notEqual(connectionSeed(2, 7), seeds[7])
  })
})
