import assert from 'node:assert/strict'
import fc from 'fast-check'
import { bytesOf } from '../../../src/bytes.ts'
import { endOf, headOf, literalOf, withoutLength } from '../../../src/explain/imap/lines.ts'

const literal = (line: string) => literalOf(bytesOf(line), { from: 0, to: line.length })

describe('explain/imap/lines', () => {
  it('knows a literal by the end of its line, and whether its speaker waits', () => {
    assert.deepEqual(literal('a LOGIN {5}\r\n'), { bytes: 5, waits: true })
    assert.deepEqual(literal('a LOGIN {5+}\r\n'), { bytes: 5, waits: false })
    assert.deepEqual(literal('a APPEND x UTF8 (~{310}\r\n'), { bytes: 310, waits: true })
    for (const line of ['a LOGIN "{5}"\r\n', 'a LOGIN {5} \r\n', 'a LOGIN {}\r\n', 'a LOGIN {-5}\r\n', '{5}'])
      assert.equal(literal(line), null, line)
  })

  it('finds it in a line of any length', () => {
    assert.deepEqual(literal(`a SEARCH ${'x'.repeat(5000)} {7}\r\n`), { bytes: 7, waits: true })
  })

  it('shows the beginning and the end of a line', () => {
    const long = bytesOf(`${'a'.repeat(400)}z\r\n`)
    assert.match(headOf(long, { from: 0, to: long.length }), /^a{300}$/)
    assert.match(endOf(long, { from: 0, to: long.length }), /^a+z\r\n$/)
  })

  it('takes the length of a literal and the size beside it out of words, and nothing else', () => {
    assert.equal(withoutLength('* 1 FETCH (RFC822.SIZE 44 BODY[] {310}\r\n'), '* 1 FETCH (RFC822.SIZE BODY[] {}\r\n')
    assert.equal(withoutLength('a APPEND {1} {310+}\r\n'), 'a APPEND {1} {+}\r\n')
    assert.equal(withoutLength('a NOOP\r\n'), 'a NOOP\r\n')
  })

  it('takes any bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 700 }), bytes => {
        const announced = literalOf(bytes, { from: 0, to: bytes.length })
        assert.ok(announced === null || announced.bytes >= 0)
      }),
    )
  })
})
