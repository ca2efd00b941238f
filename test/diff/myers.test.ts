import assert from 'node:assert/strict'
import fc from 'fast-check'
import { shortestChanges } from '../../src/diff/myers.ts'
import { SEED } from './flows.ts'

function changesOf(a: readonly number[], b: readonly number[], steps = 1e6) {
  return shortestChanges(Int32Array.from(a), Int32Array.from(b), { steps })
}

describe('diff/myers', () => {
  it('finds no change between equal sequences', () => {
    assert.deepEqual(changesOf([], []), [])
    assert.deepEqual(changesOf([1, 2, 3], [1, 2, 3]), [])
  })

  it('tells neighbouring removals and insertions as one change', () => {
    assert.deepEqual(changesOf([1, 2, 3, 4], [1, 7, 8, 9, 4]), [{ aAt: 1, aCount: 2, bAt: 1, bCount: 3 }])
  })

  it('gives up when the budget is used up, or the two differ too much', () => {
    const up = Array.from({ length: 1500 }, (_, n) => n)
    const down = up.map(n => -1 - n)
    assert.equal(changesOf(up, down, 1000), null)
    assert.equal(changesOf(up, down, 1e9), null)
  })

  it('is as short as the longest common subsequence allows, and leaves equal elements outside', () => {
    const letters = fc.array(fc.nat(3), { maxLength: 30 })
    const property = fc.property(letters, letters, (a, b) => {
      const changes = changesOf(a, b) ?? []
      const count = changes.reduce((sum, change) => sum + change.aCount + change.bCount, 0)
      assert.equal(count, a.length + b.length - 2 * longestCommon(a, b))
      const rebuilt = changes
        .toReversed()
        .reduce((list, { aAt, aCount, bAt, bCount }) => list.toSpliced(aAt, aCount, ...b.slice(bAt, bAt + bCount)), a)
      assert.deepEqual(rebuilt, b)
    })
    fc.assert(property, { ...SEED, numRuns: 500 })
  })
})

/** The length of the longest common subsequence, by the table that everybody knows. */
function longestCommon(a: readonly number[], b: readonly number[]): number {
  let row = new Array<number>(b.length + 1).fill(0)
  for (const one of a) {
    const next = [0]
    b.forEach((other, j) => {
      next.push(one === other ? (row[j] ?? 0) + 1 : Math.max(row[j + 1] ?? 0, next[j] ?? 0))
    })
    row = next
  }
  return row[b.length] ?? 0
}
