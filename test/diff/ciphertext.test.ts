import assert from 'node:assert/strict'
import fc from 'fast-check'
import { bytesOf, sha256Hex } from '../../src/bytes.ts'
import { cipherArrived } from '../../src/diff/ciphertext.ts'
import type { Tape } from '../../src/tape/tape.ts'
import { type Happened, mark, tapeOf } from '../support/tapes.ts'

const SEED = { seed: 20250101 }

type Kind = 'sent' | 'heard'

/** A tape with this ciphertext, in pieces; `hidden`: as redacted tapes have it. */
function tape(kind: Kind, pieces: readonly string[], hidden: boolean): Tape {
  const events = pieces.map((piece, at): Happened => {
    const sha256 = sha256Hex(bytesOf(pieces.slice(0, at + 1).join('')))
    const withheld = { bytes: piece.length, sha256 }
    return atMs =>
      hidden
        ? { kind, atMs, layer: 'wire', bytes: new Uint8Array(), withheld }
        : { kind, atMs, layer: 'wire', bytes: bytesOf(piece) }
  })
  return tapeOf(kind === 'sent' ? 'dialer' : 'answerer', [mark('tls-begin'), ...events])
}

const rows: readonly (readonly [
  title: string,
  sent: readonly string[],
  heard: readonly string[],
  whole: boolean,
  hidden: boolean,
])[] = [
  ['equal', ['ab', 'cd'], ['a', 'bcd'], true, true],
  ['equal, with nothing in it', [], [], true, true],
  ['a tail that was not heard', ['ab', 'cd'], ['ab'], true, true],
  ['a tail within an event', ['ab', 'cd'], ['abc'], true, true],
  ['other bytes', ['ab', 'cd'], ['abxd'], false, false],
  ['other bytes before a missing tail', ['ab', 'cd', 'ef'], ['xb', 'cd'], false, false],
  ['more than was sent', ['ab'], ['ab', 'c'], false, false],
  ['heard and never sent', [], ['a'], false, false],
  ['other bytes, and no beginning that both know', ['abcd', 'ef'], ['xbc'], false, true],
]

describe('diff/ciphertext', () => {
  for (const [title, sent, heard, whole, hidden] of rows)
    it(`says of ${title}: ${whole}; of two redacted tapes: ${hidden}`, () => {
      assert.equal(cipherArrived(tape('sent', sent, false), tape('heard', heard, false)), whole)
      assert.equal(cipherArrived(tape('sent', sent, true), tape('heard', heard, true)), hidden)
    })

  it('says the same when the ends are redacted as when they are not, of all that was heard to its end', () => {
    const pieces = fc.array(fc.constantFrom('a', 'b', 'ab', 'abab'), { maxLength: 4 })
    const property = fc.property(pieces, pieces, fc.boolean(), fc.boolean(), (sent, heard, hideSent, hideHeard) => {
      const [all, arrived] = [sent.join(''), heard.join('')]
      const is = cipherArrived(tape('sent', sent, hideSent), tape('heard', heard, hideHeard))
      const truth = all.startsWith(arrived)
      assert.ok(is === truth || (is && hideSent && arrived.length < all.length), `${sent} / ${heard}`)
    })
    fc.assert(property, { ...SEED, numRuns: 1000 })
  })

  it('looks at the bytes where one end has them', () => {
    const [sent, heard] = [['abcd'], ['xbc']]
    assert.equal(cipherArrived(tape('sent', sent, false), tape('heard', heard, true)), false)
    assert.equal(cipherArrived(tape('sent', ['abc', 'd'], true), tape('heard', ['xbc'], false)), false)
  })
})
