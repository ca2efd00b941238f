import assert from 'node:assert/strict'
import fc from 'fast-check'
import { type ListIds, listObservations } from '../../../src/explain/mail/capabilities.ts'
import type { Passage } from '../../../src/explain/smtp/passage.ts'

const ids: ListIds = {
  masked: 'imap.capability.masked',
  removed: 'imap.capability.removed',
  added: 'imap.capability.added',
  reordered: 'imap.capability.reordered',
  startTls: 'imap.starttls.removed',
}
const nothing = new Uint8Array(0)
const passage: Passage = {
  kind: 'capability',
  lane: { flow: 'answerer-to-dialer', layer: 'wire', sent: nothing, heard: nothing },
  sent: null,
  heard: null,
  command: null,
  place: { sent: { from: 0, to: 0 }, heard: { from: 0, to: 0 } },
  equal: false,
}

/** `id: notes` of each. */
function told(sent: string, heard: string): readonly string[] {
  const lists = { sent: sent.split(' '), heard: heard.split(' ') }
  const tls = { word: 'STARTTLS', companion: 'LOGINDISABLED' }
  return listObservations(passage, lists, { ids, tls }).map(({ id, notes }) => `${id}: ${notes.join('; ')}`)
}

describe('explain/mail/capabilities', () => {
  it('names the words', () => {
    assert.deepEqual(told('A BC D', 'A D'), ['imap.capability.removed: BC'])
    assert.deepEqual(told('A D', 'A \x01 D'), ['imap.capability.added: \\x01'])
    assert.deepEqual(told('A BC D', 'A XX D'), ['imap.capability.masked: BC came as XX'])
    assert.deepEqual(told('A B C', 'C A B'), ['imap.capability.reordered: '])
  })

  it('takes a word with other words behind it for another word', () => {
    assert.deepEqual(told('A SIZE=100', 'A SIZE=5'), [
      'imap.capability.removed: SIZE=100',
      'imap.capability.added: SIZE=5',
    ])
  })

  it('tells of STARTTLS and its companion together, and of a companion alone as of any word', () => {
    assert.deepEqual(told('A STARTTLS LOGINDISABLED B', 'A B'), ['imap.starttls.removed: STARTTLS; LOGINDISABLED'])
    assert.deepEqual(told('A STARTTLS B', 'A XXXXXXXX B'), ['imap.starttls.removed: STARTTLS came as XXXXXXXX'])
    assert.deepEqual(told('A STARTTLS LOGINDISABLED', 'A STARTTLS'), ['imap.capability.removed: LOGINDISABLED'])
    assert.deepEqual(told('STARTTLS A', 'A STARTTLS'), ['imap.capability.reordered: '])
  })

  it('finds no change in letters of another case', () => {
    assert.deepEqual(told('A starttls', 'a STARTTLS'), [])
  })

  it('finds something in any lists that are not the same words in the same order', () => {
    const word = fc.constantFrom('A', 'BB', 'CC', 'STARTTLS', 'LOGINDISABLED', 'XXXXXXXX')
    fc.assert(
      fc.property(fc.array(word, { minLength: 1 }), fc.array(word, { minLength: 1 }), (sent, heard) => {
        assert.equal(told(sent.join(' '), heard.join(' ')).length === 0, sent.join(' ') === heard.join(' '))
      }),
    )
  })
})
