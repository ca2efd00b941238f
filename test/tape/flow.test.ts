import assert from 'node:assert/strict'
import { textOf } from '../../src/bytes.ts'
import { bytesOn, cipherBytes, clearBytes, firstOf, withheldMarks } from '../../src/tape/flow.ts'
import { heard, mark, sent, tapeOf, tlsOpened } from '../support/tapes.ts'

const clear = tapeOf('dialer', [heard('220 '), sent('EHLO\r\n'), heard('hi\r\n'), mark('fin-sent'), sent('')])
const secured = tapeOf('dialer', [
  heard('220 go\r\n'),
  sent('STARTTLS\r\n'),
  mark('tls-begin'),
  sent('<hello>'),
  heard('<HELLO>'),
  tlsOpened(),
  sent('EHLO\r\n', 'tls'),
  sent('<ehlo>'),
  heard('<250>'),
  heard('250 ok\r\n', 'tls'),
])

describe('tape/flow', () => {
  it('gives all bytes of one kind and layer in order', () => {
    assert.equal(textOf(bytesOn(clear, 'heard', 'wire')), '220 hi\r\n')
    assert.equal(textOf(bytesOn(secured, 'sent', 'wire')), 'STARTTLS\r\n<hello><ehlo>')
    assert.equal(textOf(bytesOn(secured, 'sent', 'tls')), 'EHLO\r\n')
    assert.equal(textOf(bytesOn(secured, 'heard', 'tls')), '250 ok\r\n')
  })

  it('splits the wire where TLS began', () => {
    assert.equal(textOf(clearBytes(secured, 'sent')), 'STARTTLS\r\n')
    assert.equal(textOf(cipherBytes(secured, 'sent')), '<hello><ehlo>')
    assert.equal(textOf(clearBytes(secured, 'heard')), '220 go\r\n')
    assert.equal(textOf(cipherBytes(secured, 'heard')), '<HELLO><250>')
  })

  it('has all in clear and no ciphertext when TLS never began', () => {
    assert.equal(textOf(clearBytes(clear, 'sent')), 'EHLO\r\n')
    assert.equal(cipherBytes(clear, 'sent').length, 0)
  })

  it('finds the first event of a kind', () => {
    assert.deepEqual(firstOf(clear, 'fin-sent'), { kind: 'fin-sent', atMs: 3 })
    assert.equal(firstOf(clear, 'tls-open'), undefined)
    assert.equal(firstOf(secured, 'tls-open')?.tls.version, 'TLSv1.3')
  })

  it('sums up what a redacted tape withholds, flow by flow', () => {
    const withheld = (kind: 'sent' | 'heard', bytes: number, sha256: string) => (atMs: number) =>
      ({ kind, atMs, layer: 'wire', bytes: new Uint8Array(), withheld: { bytes, sha256 } }) as const
    const tape = tapeOf('dialer', [
      heard('go'),
      mark('tls-begin'),
      withheld('sent', 5, 'a'),
      withheld('heard', 9, 'b'),
      withheld('sent', 7, 'c'),
    ])
    assert.deepEqual(withheldMarks(tape, 'sent'), [
      { bytes: 5, sha256: 'a' },
      { bytes: 12, sha256: 'c' },
    ])
    assert.deepEqual(withheldMarks(tape, 'heard'), [{ bytes: 9, sha256: 'b' }])
    assert.equal(withheldMarks(secured, 'sent'), null)
    assert.equal(cipherBytes(tape, 'sent').length, 0)
  })
})
