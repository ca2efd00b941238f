import assert from 'node:assert/strict'
import fc from 'fast-check'
import { textOf } from '../../src/bytes.ts'
import { type Block, blocksOf, equalLead, pairBlocks } from '../../src/page/blocks.ts'
import { heard, mark, sent, tapeOf } from '../support/tapes.ts'

function told(block: Block | null): string | null {
  return block === null ? null : block.parts.map(textOf).join('')
}

function pairsOf(said: readonly string[], came: readonly string[]) {
  const one = (texts: readonly string[], kind: typeof sent) =>
    blocksOf(
      tapeOf(
        'dialer',
        texts.map(text => kind(text)),
        { head: { transport: 'udp' } },
      ),
    )
  return pairBlocks(one(said, sent), one(came, heard)).map(it => [told(it.sent), told(it.heard), it.isEqual])
}

describe('page/blocks', () => {
  it('puts together what was said in one go', () => {
    const tape = tapeOf('dialer', [sent('a'), sent('b'), heard('c'), sent('d'), mark('fin-sent')])
    assert.deepEqual(
      blocksOf(tape).map(it => [it.kind, told(it), it.events]),
      [
        ['sent', 'ab', [0, 1]],
        ['heard', 'c', [2, 2]],
        ['sent', 'd', [3, 3]],
      ],
    )
  })

  it('keeps datagrams apart, and what is readable from ciphertext', () => {
    assert.equal(blocksOf(tapeOf('dialer', [sent('a'), sent('b')], { head: { transport: 'udp' } })).length, 2)
    const tape = tapeOf('dialer', [
      sent('STARTTLS'),
      mark('tls-begin'),
      sent('\x16'),
      sent('QUIT', 'tls'),
      sent('\x17'),
    ])
    assert.deepEqual(
      blocksOf(tape).map(it => [told(it), it.layer, it.isCipher]),
      [
        ['STARTTLS', 'wire', false],
        ['\x16\x17', 'wire', true],
        ['QUIT', 'tls', false],
      ],
    )
  })

  it('finds what is the same, what was changed, and what only one end has', () => {
    assert.deepEqual(pairsOf(['a', 'b', 'c'], ['a', 'B', 'c']), [
      ['a', 'a', true],
      ['b', 'B', false],
      ['c', 'c', true],
    ])
    assert.deepEqual(pairsOf(['a', 'b', 'c'], ['a', 'c']), [
      ['a', 'a', true],
      ['b', null, false],
      ['c', 'c', true],
    ])
    assert.deepEqual(pairsOf(['a'], ['x', 'a']), [
      [null, 'x', false],
      ['a', 'a', true],
    ])
    assert.deepEqual(pairsOf(['ab', 'c'], ['a', 'bc']), [['abc', 'abc', true]])
  })

  it('tells every block of both ends once, in order, whatever happened', () => {
    const texts = fc.array(fc.string({ unit: fc.constantFrom('a', 'b'), minLength: 1, maxLength: 3 }), {
      maxLength: 12,
    })
    fc.assert(
      fc.property(texts, texts, (said, came) => {
        const pairs = pairsOf(said, came)
        assert.equal(pairs.map(([it]) => it ?? '').join(''), said.join(''))
        assert.equal(pairs.map(([, it]) => it ?? '').join(''), came.join(''))
        for (const [left, right, isEqual] of pairs) if (isEqual === true) assert.equal(left, right)
      }),
    )
  })

  it('says how far two blocks are equal, however they are cut', () => {
    const [a] = blocksOf(tapeOf('dialer', [sent('abc'), sent('defg')]))
    const [b] = blocksOf(tapeOf('dialer', [sent('ab'), sent('cdeX')]))
    assert.ok(a !== undefined && b !== undefined)
    assert.equal(equalLead(a, b), 5)
    assert.equal(equalLead(a, a), 7)
  })
})
