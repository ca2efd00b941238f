import assert from 'node:assert/strict'
import fc from 'fast-check'
import { bytesOf, escapeBytes, textOf } from '../../src/bytes.ts'
import { quote, quoteText, withoutLineEnd } from '../../src/explain/escape.ts'

describe('explain/escape', () => {
  it('leaves printable ASCII as it is and names every other byte', () => {
    assert.equal(escapeBytes(bytesOf('250-A \\ "x"\t\r\n\0\x7f\xe9')), '250-A \\\\ "x"\\t\\r\\n\\x00\\x7f\\xe9')
  })

  it('gives printable ASCII from which every byte can be read back', () => {
    const read = (text: string) => JSON.parse(`"${text.replaceAll('"', '\\"').replace(/\\x/g, '\\u00')}"`) as string
    fc.assert(
      fc.property(fc.uint8Array(), bytes => {
        const text = escapeBytes(bytes)
        assert.match(text, /^[\x20-\x7e]*$/)
        assert.equal(read(text), textOf(bytes))
      }),
    )
  })

  it('quotes without the line end and stops in time', () => {
    assert.equal(quote(bytesOf('QUIT\r\n')), '"QUIT"')
    assert.equal(quote(bytesOf('QUIT\n')), '"QUIT"')
    assert.equal(quote(bytesOf('QUIT')), '"QUIT"')
    assert.equal(quote(bytesOf('a'.repeat(100)), 10), '"aaaaaaaaaa..."')
    assert.equal(quote(new Uint8Array(100), 10), '"\\x00\\x00\\x00..."')
    assert.equal(quoteText('CN=Grü\x1b[2J'), '"CN=Gr\\xc3\\xbc\\x1b[2J"')
  })

  it('takes one line end off', () => {
    assert.equal(textOf(withoutLineEnd(bytesOf('a\r\n\r\n'))), 'a\r\n')
    assert.equal(withoutLineEnd(new Uint8Array(0)).length, 0)
  })
})
