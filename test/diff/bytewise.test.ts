import assert from 'node:assert/strict'
import { bytesOf, textOf } from '../../src/bytes.ts'
import { alignBytes } from '../../src/diff/bytewise.ts'
import { flowsOf } from '../../src/diff/span.ts'

/** Each changed stretch as `sent>heard`. */
function changesOf(sent: string, heard: string, steps = 1e6): readonly string[] {
  const flows = flowsOf(bytesOf(sent), bytesOf(heard))
  const span = { sentAt: 0, sentBytes: sent.length, heardAt: 0, heardBytes: heard.length }
  return alignBytes(flows, span, { steps }).map(
    ({ sentAt, sentBytes, heardAt, heardBytes }) =>
      `${textOf(flows.sent.subarray(sentAt, sentAt + sentBytes))}>${textOf(flows.heard.subarray(heardAt, heardAt + heardBytes))}`,
  )
}

describe('diff/bytewise', () => {
  it('reads two sides of one length in place when most of them agree', () => {
    assert.deepEqual(changesOf('0123456789abcdef', '01X3456789aYYdef'), ['2>X', 'bc>YY'])
  })

  it('joins over one or two equal bytes', () => {
    assert.deepEqual(changesOf('abcdefgh', 'aXcdYYefgh'), ['bcd>XcdYY'])
  })

  it('finds long equal runs when there are more changes than the shortest way takes', () => {
    const words = Array.from({ length: 4000 }, (_, n) => `word ${n * 7919} and then some more words, ${n}.`)
    const heard = words.map(word => word.replace('and', '& &'))
    assert.equal(changesOf(words.join(''), `>${heard.join('')}`, 1e9).length, 4001)
  })

  it('tells all between the common ends as one change when the budget is used up', () => {
    assert.deepEqual(changesOf('a quick brown fox', 'a slow, brown one, fox', 0), ['quick brown>slow, brown one,'])
  })
})
