import assert from 'node:assert/strict'
import { readImap } from '../../../src/explain/imap/dialog.ts'
import { placesOf } from '../../../src/explain/mail/place.ts'
import { readPop3 } from '../../../src/explain/pop3/dialog.ts'
import { layerOf } from '../../../src/explain/smtp/layer.ts'
import { client, pair, server, type Words } from '../../support/comparisons.ts'

/** The place at which a text stands that was sent. */
function placeOf(read: typeof readImap, words: readonly Words[], text: string): string {
  const layer = layerOf(pair(words).flows, 'wire')
  assert.ok(layer)
  const flow = [layer.commands, layer.replies].find(it => Buffer.from(it.sent).includes(text))
  assert.ok(flow)
  const offset = Buffer.from(flow.sent).indexOf(text)
  return placesOf(read)(layer, { ...flow, side: 'sent', offset })
}

const imap = [
  server('* OK hi\r\n'),
  client('a APPEND x {12+}\r\nA: b\r\n\r\nbody\r\n'),
  server('a OK kept\r\n'),
  client('b FETCH 1 BODY[]\r\n'),
  server('* 1 FETCH (BODY[] {8}\r\none\r\ntwo)\r\nb OK given\r\n'),
  client('c COMPRESS DEFLATE\r\n'),
  server('c OK go\r\n'),
  client('\x01\x02'),
]

describe('explain/mail/place', () => {
  it('counts commands and responses, and the lines of messages', () => {
    const places = ['hi', 'a APPEND', 'body', 'kept', 'b FETCH', '* 1 FETCH', 'two', 'given', '\x02'].map(text =>
      placeOf(readImap, imap, text),
    )
    assert.deepEqual(places, [
      'greeting',
      'command 1',
      'message, line 3',
      'response 2',
      'command 2',
      'response 3',
      'message, line 2',
      'response 4',
      'compressed, byte 1',
    ])
  })

  it('counts the lines of an answer that has many', () => {
    const pop3 = [server('+OK hi\r\n'), client('CAPA\r\n'), server('+OK list\r\nTOP\r\nUIDL\r\n.\r\n')]
    assert.equal(placeOf(readPop3, pop3, 'list'), 'response 2')
    assert.equal(placeOf(readPop3, pop3, 'UIDL'), 'response 2, line 3')
  })

  it('names what is behind the last piece, and needs no other flow', () => {
    const nothing = new Uint8Array(0)
    const spot = { sent: nothing, heard: nothing, side: 'sent', offset: 0 } as const
    assert.equal(placesOf(readImap)(null, { ...spot, flow: 'dialer-to-answerer' }), 'command 1')
    assert.equal(placesOf(readImap)(null, { ...spot, flow: 'answerer-to-dialer' }), 'response 1')
  })
})
