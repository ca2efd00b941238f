/** Literals and their lengths. */
import assert from 'node:assert/strict'
import fc from 'fast-check'
import { withLiterals } from '../../src/middlebox/imap-literals.ts'

describe('middlebox imap-literals', () => {
  it('edits each literal and writes its length anew', () => {
    const edited = withLiterals('* 1 FETCH (A {3}\r\nabc B {1}\r\nx)\r\n', text => `${text}${text}`)
    assert.equal(edited, '* 1 FETCH (A {6}\r\nabcabc B {2}\r\nxx)\r\n')
  })

  it('looks at no literal inside a literal', () => {
    const response = '* 1 {8}\r\nb {1}\r\nx)\r\n'
    assert.equal(
      withLiterals(response, text => (text === 'b {1}\r\nx' ? 'y' : 'wrong')),
      '* 1 {1}\r\ny)\r\n',
    )
  })

  it('leaves everything as it is when nothing is edited', () => {
    const part = fc.constantFrom('{3}\r\n', '{0}\r\n', '{99}\r\n', 'abc', '\r\n', '{', '}', ' ')
    fc.assert(
      fc.property(fc.array(part), parts =>
        assert.equal(
          withLiterals(parts.join(''), text => text),
          parts.join(''),
        ),
      ),
      { seed: 1 },
    )
  })
})
