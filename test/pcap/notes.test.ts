import assert from 'node:assert/strict'
import { bytesOf } from '../../src/bytes.ts'
import type { Draft } from '../../src/pcap/draft.ts'
import { type Comment, createNotes } from '../../src/pcap/notes.ts'
import { createCutter, isOnWire } from '../../src/pcap/pieces.ts'
import { type Happened, heard, mark, sent, tapeOf, tlsFailed, tlsOpened } from '../support/tapes.ts'

/** The notes at each packet of four bytes, and those without a place. */
function notesOf(events: readonly Happened[], comments: readonly Comment[] = []) {
  const tape = tapeOf('dialer', events)
  const { homeless, notesFor } = createNotes(tape, comments)
  const cut = createCutter(4)
  const drafts = tape.events.flatMap((event, at): Draft[] =>
    isOnWire(event)
      ? Array.from(cut(event, at), piece => ({ ...piece, ...event, header: bytesOf(''), withheldBytes: 0 }))
      : [],
  )
  return { homeless, at: drafts.map(draft => notesFor(draft).join('|')) }
}

const comment = (kind: 'sent' | 'heard', at: number, text = `${kind} ${at}`): Comment => ({ kind, at, text })

describe('pcap/notes', () => {
  it('puts an edit on the packet that holds its byte', () => {
    const comments = [comment('heard', 4), comment('heard', 3), comment('sent', 0), comment('heard', 9)]
    const { at, homeless } = notesOf([heard('abcdefgh'), sent('xy'), heard('ij')], comments)
    assert.deepEqual(at, ['heard 3', 'heard 4', 'sent 0', 'heard 9'])
    assert.deepEqual(homeless, [])
  })

  it('puts a missing tail on the last packet of its flow', () => {
    assert.deepEqual(notesOf([heard('abcdef'), sent('x')], [comment('heard', 6)]).at, ['', 'heard 6', ''])
  })

  it('has no packet for an edit in a flow without bytes', () => {
    assert.deepEqual(notesOf([sent('x')], [comment('heard', 0)]), { homeless: ['heard 0'], at: [''] })
  })

  it('puts the words inside TLS on the packets that carried them', () => {
    const events = [
      sent('a'),
      mark('tls-begin'),
      sent('b'),
      heard('c'),
      tlsOpened(),
      sent('EHLO', 'tls'),
      sent('d'),
      heard('e'),
      heard('250', 'tls'),
    ]
    assert.deepEqual(
      notesOf(events).at.map(words => words.slice(0, 22)),
      ['', 'TLS begins: what follo', 'TLS stands: TLSv1.3, T', 'Inside TLS, sent: EHLO', 'Inside TLS, heard: 250'],
    )
  })

  it('says why TLS failed, at the last packet that came before', () => {
    assert.deepEqual(notesOf([heard('a'), sent('b'), tlsFailed('bad\nrecord'), heard('c')]).at, [
      '',
      'TLS failed: bad\\u{a}record',
      '',
    ])
    assert.deepEqual(notesOf([tlsFailed('bad')]).homeless, ['TLS failed: bad'])
  })

  it('counts what would be too much for one packet', () => {
    const [words = ''] = notesOf(
      [heard('a')],
      Array.from({ length: 30 }, (_, at) => comment('heard', 0, `edit ${at}`)),
    ).at
    assert.equal(words.split('|').length, 21)
    assert.match(words, /edit 19\|and 10 more comments$/)
  })

  it('does not wait at an event that no segment carries', () => {
    const words = notesOf([heard('a'), heard(''), tlsFailed('bad'), sent('')]).at
    assert.deepEqual(words, ['TLS failed: bad', '', ''])
  })

  it('counts the notes above the wire rather than an edit', () => {
    const above = Array.from({ length: 30 }, () => heard('x', 'tls'))
    const [words = ''] = notesOf([heard('a'), ...above], [comment('heard', 0, 'the edit')]).at
    assert.match(words, /^the edit\|Inside TLS, heard: x\|.*\|and 11 more comments$/)
  })

  it('escapes and shortens the words of an edit', () => {
    const [words = ''] = notesOf([heard('a')], [comment('heard', 0, `\u202e${'x'.repeat(5000)}`)]).at
    assert.match(words, /^\\u\{202e\}x{999}\.\.\.$/)
  })
})
