import assert from 'node:assert/strict'
import fc from 'fast-check'
import { concat, equalBytes } from '../../src/bytes.ts'
import { anchorsOf } from '../../src/diff/anchors.ts'
import { flowsOf, type Match } from '../../src/diff/span.ts'
import { editedBytes, SEED, unrelatedBytes } from './flows.ts'

function anchorsIn(sent: Uint8Array, heard: Uint8Array, steps = 1e6): readonly Match[] {
  const span = { sentAt: 0, sentBytes: sent.length, heardAt: 0, heardBytes: heard.length }
  return anchorsOf(flowsOf(sent, heard), span, 8, { steps })
}

const noise = Uint8Array.from({ length: 100 }, (_, at) => (at * at * 31) >> 2)

describe('diff/anchors', () => {
  it('finds equal runs and stretches them as far as they go', () => {
    const heard = concat([noise.subarray(0, 40), Uint8Array.of(1, 2, 3), noise.subarray(50)])
    assert.deepEqual(anchorsIn(noise, heard), [
      { sentAt: 0, heardAt: 0, bytes: 40 },
      { sentAt: 50, heardAt: 43, bytes: 50 },
    ])
  })

  it('finds nothing in stretches shorter than a block, or when the budget is used up', () => {
    assert.deepEqual(anchorsIn(noise.subarray(0, 7), noise), [])
    assert.deepEqual(anchorsIn(noise, noise.slice(), 0), [])
  })

  it('gives only what is equal, ascending and apart in both flows', () => {
    const property = fc.property(fc.oneof(editedBytes, unrelatedBytes), ({ sent, heard }) => {
      let end = { sent: 0, heard: 0 }
      for (const { sentAt, heardAt, bytes } of anchorsIn(sent, heard)) {
        assert.ok(bytes >= 8 && sentAt >= end.sent && heardAt >= end.heard)
        assert.ok(equalBytes(sent.subarray(sentAt, sentAt + bytes), heard.subarray(heardAt, heardAt + bytes)))
        end = { sent: sentAt + bytes, heard: heardAt + bytes }
      }
    })
    fc.assert(property, { ...SEED, numRuns: 500 })
  })
})
