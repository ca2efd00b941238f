import assert from 'node:assert/strict'
import { bytesOf } from '../../src/bytes.ts'
import { gramsOf, likeness } from '../../src/diff/likeness.ts'
import { noise } from '../support/datagram-tapes.ts'

function like(sent: string, heard: string, steps = 1e6): number {
  const effort = { steps }
  const bytes = bytesOf(sent)
  return likeness(bytes, bytesOf(heard), { effort, grams: () => gramsOf(bytes, effort) })
}

describe('diff/likeness', () => {
  const words = 'the quick brown fox jumps over the lazy dog'

  it('is certain of a telling beginning and of padding', () => {
    assert.equal(like(words, words.slice(0, 8)), 1)
    assert.equal(like('x', 'x\0\0\0'), 1)
    assert.equal(like(words, `${words}!!!`), 1)
  })

  it('is not certain of a beginning of a few bytes', () => {
    assert.equal(like(words, 'the'), 0.5)
    assert.equal(like(words, ''), 0.5)
    assert.ok(like('x', 'y') > like(`y${words}`, 'y'))
  })

  it('counts the bytes that stayed where they were', () => {
    assert.equal(like('0123456789', 'abcde56789'), 0.5)
    assert.equal(like(words, 'X'.repeat(words.length)), 0.6)
  })

  it('finds what was moved by an insertion', () => {
    assert.ok(like(noise(600), `${noise(300, 600)}in the middle${noise(600).slice(300)}`.slice(0, 900)) > 0.4)
    assert.ok(like(words, words.slice(4)) > 0.8)
  })

  it('sees nothing in noise', () => {
    assert.ok(like(noise(600, 1), noise(600, 2)) < 0.05)
    assert.ok(like(noise(600, 1), noise(900, 2)) < 0.05)
  })

  it('spends its effort and no more', () => {
    assert.equal(like(words, `${words.slice(0, 9)}?${words.slice(9)}`, 5), 0)
  })
})
