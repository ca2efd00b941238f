import assert from 'node:assert/strict'
import fc from 'fast-check'
import { heaviestChain } from '../../src/diff/chain.ts'
import type { Match } from '../../src/diff/span.ts'
import { SEED } from './flows.ts'

/** Matches one after the other in heard, at these places in sent. */
function matchesAt(rows: readonly (readonly [sentAt: number, bytes: number])[]): readonly Match[] {
  let heardAt = 0
  return rows.map(([sentAt, bytes]) => {
    heardAt += bytes
    return { sentAt, heardAt: heardAt - bytes, bytes }
  })
}

describe('diff/chain', () => {
  it('takes all where nothing was moved', () => {
    const matches = matchesAt([
      [0, 10],
      [10, 5],
      [40, 1],
    ])
    assert.deepEqual(heaviestChain(matches), matches)
  })

  it('leaves out a short stretch that was moved, rather than the long one it jumped over', () => {
    const matches = matchesAt([
      [100, 10],
      [0, 50],
      [50, 50],
    ])
    assert.deepEqual(heaviestChain(matches), matches.slice(1))
  })

  it('takes one long match and not many short ones of less bytes', () => {
    const matches = matchesAt([
      [50, 5],
      [60, 5],
      [0, 40],
    ])
    assert.deepEqual(heaviestChain(matches), matches.slice(2))
  })

  it('is as heavy as the best of all subsets, ascending and apart', () => {
    const rows = fc.array(fc.tuple(fc.nat(30), fc.integer({ min: 1, max: 9 })), { maxLength: 8 })
    const property = fc.property(rows, drawn => {
      const matches = matchesAt(drawn)
      const chain = heaviestChain(matches)
      assert.ok(isApart(chain))
      assert.equal(weightOf(chain), Math.max(...subsetsOf(matches).filter(isApart).map(weightOf)))
    })
    fc.assert(property, { ...SEED, numRuns: 300 })
  })
})

function isApart(matches: readonly Match[]): boolean {
  return matches.every((match, n) => n === 0 || match.sentAt >= endIn(matches[n - 1]))
}

function endIn(match: Match | undefined): number {
  return match === undefined ? 0 : match.sentAt + match.bytes
}

function weightOf(matches: readonly Match[]): number {
  return matches.reduce((sum, match) => sum + match.bytes, 0)
}

function subsetsOf(matches: readonly Match[]): readonly (readonly Match[])[] {
  return Array.from({ length: 2 ** matches.length }, (_, bits) => matches.filter((_, n) => ((bits >> n) & 1) === 1))
}
