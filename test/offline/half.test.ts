import assert from 'node:assert/strict'
import fc from 'fast-check'
import { HalfError, halfText, parseHalf } from '../../src/offline/half.ts'
import { halvesOf } from './halves.ts'

describe('offline/half', () => {
  it('is read as it was written, of either end', () => {
    const { client, responder } = halvesOf({ responderPath: { unarmed: [['incoming:4:tcp:10045', 'in use']] } })
    for (const { record } of [client, responder]) assert.deepEqual(parseHalf(halfText(record)), record)
  })

  it('takes no other form, and says which it takes', () => {
    assert.throws(
      () => parseHalf('{"record":"pathproof/half/9"}'),
      /another form than pathproof\/cycle\/1; a newer release/,
    )
    assert.throws(() => parseHalf('{}'), /no field "record"/)
    assert.throws(() => parseHalf('['), /no JSON/)
  })

  it('names the field that is wrong, in one line', () => {
    const { record } = halvesOf().client
    const broken = JSON.stringify({ ...record, cycle: 'tomorrow' })
    assert.throws(() => parseHalf(broken), { name: 'HalfError', message: /^the half of the run: cycle: [^\n]+$/ })
  })

  it('takes any text and gives a half or one of our errors', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), text => {
        assert.throws(() => parseHalf(text), HalfError)
      }),
    )
  })
})
