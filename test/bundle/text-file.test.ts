import assert from 'node:assert/strict'
import fc from 'fast-check'
import { digestOfPieces, signedFileOf } from '../../src/bundle/text-file.ts'
import { sha256Hex } from '../../src/bytes.ts'

describe('bundle/text-file', () => {
  it('counts and digests the UTF-8 bytes of a text', () => {
    const text = 'caf\u00e9 \u{1f4ec}\n'
    const bytes = Buffer.from(text, 'utf8')
    assert.deepEqual(signedFileOf({ path: 'run.json', text }), {
      path: 'run.json',
      bytes: bytes.length,
      sha256: sha256Hex(bytes),
    })
  })

  it('is the same for a text in pieces', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'grapheme' })), pieces => {
        assert.deepEqual(digestOfPieces(pieces), digestOfPieces([pieces.join('')]))
      }),
    )
  })
})
