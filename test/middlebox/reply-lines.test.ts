/** Replies, held until their last line. */
import assert from 'node:assert/strict'
import { replyReader } from '../../src/middlebox/reply-lines.ts'

const line = (text: string) => ({ text, begins: true, ends: true })

describe('middlebox reply-lines', () => {
  it('holds a reply until the line without a hyphen', () => {
    const reader = replyReader()
    assert.equal(reader.add(line('250-a\r\n')), undefined)
    assert.equal(reader.heldBytes(), 7)
    const lines = ['250-a\r\n', '250 b\r\n']
    assert.deepEqual(reader.add(line('250 b\r\n')), { kind: 'reply', lines, begins: true, complete: true })
    assert.equal(reader.heldBytes(), 0)
  })

  it('takes what is no reply for one of a single line', () => {
    for (const text of ['hello\r\n', '\n', '250\r\n', '25-\r\n'])
      assert.deepEqual(replyReader().add(line(text)), { kind: 'reply', lines: [text], begins: true, complete: true })
  })

  it('gives out what it holds when told to, and says that the rest continues it', () => {
    const reader = replyReader()
    assert.equal(reader.flush(), undefined)
    reader.add(line('250-a\r\n'))
    assert.deepEqual(reader.flush(), { kind: 'reply', lines: ['250-a\r\n'], begins: true, complete: false })
    const rest = { kind: 'reply', lines: ['250 b\r\n'], begins: false, complete: true }
    assert.deepEqual(reader.add(line('250 b\r\n')), rest)
    assert.equal(reader.add(line('250-a\r\n')), undefined)
  })

  it('passes on a line in pieces, and knows by its beginning whether the reply ends with it', () => {
    const reader = replyReader()
    const begun = { kind: 'reply', lines: ['250-a'], begins: true, complete: false }
    assert.deepEqual(reader.add({ text: '250-a', begins: true, ends: false }), begun)
    const goesOn = { kind: 'rest', text: 'b\r\n', begins: false, complete: false }
    assert.deepEqual(reader.add({ text: 'b\r\n', begins: false, ends: true }), goesOn)
    reader.add({ text: '250 c', begins: true, ends: false })
    const ends = { kind: 'rest', text: 'd\r\n', begins: false, complete: true }
    assert.deepEqual(reader.add({ text: 'd\r\n', begins: false, ends: true }), ends)
  })

  it('holds no more than 200 lines', () => {
    const reader = replyReader()
    const parts = Array.from({ length: 200 }, () => reader.add(line('250-a\r\n')))
    assert.deepEqual(
      parts.map(part => part?.complete),
      [...Array.from({ length: 199 }, () => undefined), false],
    )
  })
})
