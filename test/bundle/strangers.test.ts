import assert from 'node:assert/strict'
import fc from 'fast-check'
import { strangersLast } from '../../src/bundle/strangers.ts'
import { tapeOf } from '../support/tapes.ts'

describe('bundle/strangers', () => {
  it('come last, and each kind keeps its order', () => {
    fc.assert(
      fc.property(fc.array(fc.boolean(), { maxLength: 30 }), kinds => {
        const placed = kinds.map((isStranger, at) => {
          return { at, tape: tapeOf('answerer', [], { head: { session: isStranger ? null : 's' } }) }
        })
        const sorted = strangersLast(placed)
        const expected = [...placed.filter(it => !kinds[it.at]), ...placed.filter(it => kinds[it.at])]
        assert.deepEqual(sorted, expected)
      }),
    )
  })
})
