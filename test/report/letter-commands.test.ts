import assert from 'node:assert/strict'
import fc from 'fast-check'
import { findingIds } from '../../src/explain/finding.ts'
import { typedText } from '../../src/report/letter-commands.ts'

describe('report/letter-commands', () => {
  it('puts each command on a line of its own', () => {
    assert.equal(
      typedText('ASA: `policy-map p` / `class c` / `no inspect esmtp`; or use a map with `a` / `b` and `c d`.'),
      'ASA:\n  policy-map p\n  class c\n  no inspect esmtp\nor use a map with\n  a\n  b\nand "c d".',
    )
    assert.equal(typedText('PIX: `no fixup protocol smtp 25`.'), 'PIX:\n  no fixup protocol smtp 25')
    assert.equal(
      typedText('ASA: in the map `parameters` / `allow-tls`; or `no inspect esmtp`.'),
      'ASA: in the map\n  parameters\n  allow-tls\nor\n  no inspect esmtp',
    )
  })

  it('keeps plain words and the lines of a configuration as they are', () => {
    assert.equal(typedText('PIX 4.0: remove `mailhost`.'), 'PIX 4.0: remove "mailhost".')
    assert.equal(typedText('Do this:\n  one\n    two'), 'Do this:\n  one\n    two')
    for (const text of Object.values(findingIds)) assert.equal(typedText(text), text)
  })

  it('leaves no letter out, whatever it is given', () => {
    const piece = fc.constantFrom('`', 'a', 'b', ' ', ' / ', ': ', 'or ', '; ', '.', '\n')
    const letters = (text: string) => text.replace(/[^ab]/g, '')
    fc.assert(
      fc.property(fc.string({ unit: piece }), text => {
        assert.equal(letters(typedText(text)), letters(text))
      }),
    )
  })
})
