import assert from 'node:assert/strict'
import { bytesOf } from '../../src/bytes.ts'
import { commonPrefixBytes, commonSuffixBytes, withoutCommonEnds } from '../../src/diff/common.ts'
import { flowsOf } from '../../src/diff/span.ts'

const BLOCK = 16 * 1024

function wholeOf(sent: Uint8Array, heard: Uint8Array) {
  return { sentAt: 0, sentBytes: sent.length, heardAt: 0, heardBytes: heard.length }
}

describe('diff/common', () => {
  for (const at of [0, 1, BLOCK - 1, BLOCK, BLOCK + 1, 2 * BLOCK - 1, 2 * BLOCK, 3 * BLOCK]) {
    it(`finds a difference at byte ${at} from either end`, () => {
      const sent = new Uint8Array(3 * BLOCK + 7)
      const [early, late] = [sent.slice(), sent.slice()]
      early[at] = 1
      late[sent.length - 1 - at] = 1
      assert.equal(commonPrefixBytes(flowsOf(sent, early), wholeOf(sent, early)), at)
      assert.equal(commonSuffixBytes(flowsOf(sent, late), wholeOf(sent, late)), at)
    })
  }

  it('stops at the end of the shorter side', () => {
    const [sent, heard] = [new Uint8Array(2 * BLOCK), new Uint8Array(BLOCK)]
    assert.equal(commonPrefixBytes(flowsOf(sent, heard), wholeOf(sent, heard)), BLOCK)
    assert.equal(commonSuffixBytes(flowsOf(sent, heard), wholeOf(sent, heard)), BLOCK)
  })

  it('looks only inside the span', () => {
    const flows = flowsOf(bytesOf('..abXcd..'), bytesOf('abYYcd'))
    const span = { sentAt: 2, sentBytes: 5, heardAt: 0, heardBytes: 6 }
    assert.deepEqual(withoutCommonEnds(flows, span), { sentAt: 4, sentBytes: 1, heardAt: 2, heardBytes: 2 })
  })

  it('gives to the beginning what could belong to either end', () => {
    const [sent, heard] = [bytesOf('aaa'), bytesOf('aa')]
    const rest = withoutCommonEnds(flowsOf(sent, heard), wholeOf(sent, heard))
    assert.deepEqual(rest, { sentAt: 2, sentBytes: 1, heardAt: 2, heardBytes: 0 })
  })
})
