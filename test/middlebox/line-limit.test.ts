/** Lines that are cut. */
import assert from 'node:assert/strict'
import fc from 'fast-check'
import { lineLimit } from '../../src/middlebox/line-limit.ts'

describe('middlebox line-limit', () => {
  it('cuts what is beyond the limit and keeps the line end', () => {
    const cut = lineLimit(6)
    assert.deepEqual(['abcd\r\n', 'abcde\r\n', 'abcdefg\n', '\r\n'].map(cut), [
      'abcd\r\n',
      'abcd\r\n',
      'abcd\n',
      '\r\n',
    ])
  })

  it('counts a line that comes in pieces as one', () => {
    const cut = lineLimit(6)
    assert.deepEqual(['abc', 'def', 'g\r\n', 'abcd\r\n'].map(cut), ['abc', 'd', '\r\n', 'abcd\r\n'])
  })

  it('leaves no line longer than the limit and changes none that is not', () => {
    fc.assert(
      fc.property(fc.string(), text => {
        const line = `${text.replace(/[\r\n]/g, '')}\r\n`
        const kept = lineLimit(12)(line)
        assert.ok(kept.length <= 12 && (line.length > 12 || kept === line))
      }),
      { seed: 1 },
    )
  })
})
