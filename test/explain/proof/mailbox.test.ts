import assert from 'node:assert/strict'
import fc from 'fast-check'
import { bytesOf } from '../../../src/bytes.ts'
import type { Reading } from '../../../src/explain/observation.ts'
import { deletesUnasked, isReplaced, listsJust, offersJust, stopsVerbs } from '../../../src/explain/proof/mailbox.ts'
import { readSession } from '../../../src/explain/read.ts'
import { client, judged, pair, server, type Words } from '../../support/comparisons.ts'
import { imapRow, pop3Row } from '../mail/boxed.ts'

function read(words: readonly Words[], row = imapRow): Reading {
  return readSession(judged(pair(words), { row }), { clientNat: null, untested: null })
}

const seen = (reading: Reading) => ({ reading, observations: reading.observations })

describe('explain/proof/mailbox', () => {
  describe('deletesUnasked', () => {
    const pop3 = (...words: readonly Words[]) => deletesUnasked(seen(read([server('+OK\r\n'), ...words], pop3Row)))
    const retrieved = [client('RETR 2\r\n'), server('+OK\r\nx\r\n.\r\n')]

    it('holds where a message that was fetched is deleted, and nobody asked for it', () => {
      assert.ok(pop3(...retrieved, client(null, 'DELE 2\r\n')))
    })

    it('does not hold for another message, another command, one that is asked for as well, nor without any', () => {
      assert.ok(!pop3(...retrieved, client(null, 'DELE 1\r\n')))
      assert.ok(!pop3(...retrieved, client(null, 'DELE 2\r\n'), client(null, 'NOOP\r\n')))
      assert.ok(!pop3(...retrieved, client('DELE 2\r\n'), server('+OK\r\n'), client(null, 'DELE 2\r\n')))
      assert.ok(!pop3(...retrieved))
    })
  })

  describe('stopsVerbs', () => {
    const greeting = server('* OK hi\r\n')
    const session = (...words: readonly Words[]) => read([greeting, ...words])
    const lost = session(client('a CAPABILITY\r\n', null), client('b NOOP\r\n'))
    const stops = stopsVerbs(['CAPABILITY'])

    it('holds where only these commands never arrive', () => {
      assert.ok(stops(seen(lost), [lost, session(client('a NOOP\r\n'))]))
      const outOfStep = session(client('a CAPABILITY\r\n', null), client('b CAPABILITY\r\n'))
      assert.ok(stops(seen(outOfStep), [outOfStep]))
    })

    it('does not hold where others are lost, where one came through at first, nor where none is lost', () => {
      const other = session(client('a CAPABILITY\r\n', null), client('b NOOP\r\n', null))
      assert.ok(!stops(seen(other), [other]))
      const passed = session(client('a CAPABILITY\r\n'))
      assert.ok(!stops(seen(lost), [lost, passed]))
      assert.ok(!stops(seen(passed), [passed]))
      assert.ok(!stopsVerbs(['CAPABILITY', 'NOOP'])(seen(lost), [lost]))
    })
  })

  it('knows a list of capabilities that is just this one', () => {
    const just = (text: string) => listsJust(bytesOf(text), ['IMAP4', 'IMAP4rev1'])
    assert.ok(just('* CAPABILITY IMAP4 IMAP4REV1\r\n'))
    assert.ok(just('* OK [CAPABILITY imap4 imap4rev1] hi\r\n'))
    for (const text of ['* CAPABILITY IMAP4\r\n', '* CAPABILITY IMAP4 IMAP4rev1 ID\r\n', '* OK hi\r\n', ''])
      assert.ok(!just(text), text)
  })

  it('knows lines of an answer to CAPA that are just these, in any order', () => {
    const just = (text: string) => offersJust(bytesOf(text), ['TOP', 'UIDL'])
    assert.ok(just('UIDL\r\nTOP\r\n.\r\n'))
    for (const text of ['TOP\r\n.\r\n', 'TOP\r\nUIDL\r\nSTLS\r\n.\r\n', '']) assert.ok(!just(text), text)
  })

  describe('isReplaced', () => {
    const replaced = (sent: string, heard: string) => isReplaced(bytesOf(sent), bytesOf(heard))

    it('holds where nothing is left of a body', () => {
      assert.ok(replaced('A: b\r\n\r\none\r\ntwo\r\n', 'A: b\r\n\r\nnotice\r\n'))
      assert.ok(replaced('one\r\ntwo\r\n', 'notice\r\n'))
    })

    it('does not hold where a line is left, where bytes were changed in place, nor without a body', () => {
      assert.ok(!replaced('A: b\r\n\r\none\r\ntwo\r\n', 'A: b\r\n\r\nnotice\r\ntwo\r\n'))
      assert.ok(!replaced('one\r\ntwo\r\n', 'notice\r\nTWO\r\n'))
      assert.ok(!replaced('one\r\n', 'owe\r\n'))
      assert.ok(!replaced('A: b\r\n\r\n', 'A: b\r\n\r\nnotice\r\n'))
      assert.ok(!replaced('A: b\r\n\r\none\r\n', 'A: b\r\n\r\n'))
    })

    it('takes any bytes', () => {
      fc.assert(
        fc.property(fc.uint8Array(), fc.uint8Array(), (sent, heard) => {
          assert.equal(typeof isReplaced(sent, heard), 'boolean')
          assert.equal(isReplaced(sent, sent), false)
        }),
      )
    })
  })
})
