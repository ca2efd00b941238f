import assert from 'node:assert/strict'
import { namesInTape } from '../../src/redaction/tape-names.ts'
import { heard, mark, sent, tapeOf, tlsFailed, tlsOpened } from '../support/tapes.ts'

describe('redaction/tape-names', () => {
  it('finds names and addresses in the head, the words, the sources and the certificates, and not in ciphertext', () => {
    const tape = tapeOf(
      'dialer',
      [
        heard('220 mail.co'),
        sent('EHLO x.client.example\r\n'),
        heard('rp.com ready [192.0.2.5]\r\n'),
        atMs => ({
          kind: 'heard',
          atMs,
          layer: 'wire',
          bytes: new Uint8Array(),
          from: { address: '192.0.2.6', port: 9 },
        }),
        mark('tls-begin'),
        heard('cipher.corp.com'),
        tlsOpened({ subject: 'CN=cert.corp.com', issuer: 'O=ca.corp.com' }),
        tlsFailed('altnames: alt.corp.com'),
        sent('MAIL FROM:<joe@inside.corp.com>\r\n', 'tls'),
      ],
      { head: { local: { address: '::ffff:192.0.2.7', port: 1 }, remote: { address: 'fe80::1%eth0', port: 2 } } },
    )
    assert.deepEqual(namesInTape(tape), {
      addresses: ['192.0.2.5', '192.0.2.6', '192.0.2.7', '::ffff:192.0.2.7', 'fe80::1'],
      names: ['alt.corp.com', 'ca.corp.com', 'cert.corp.com', 'inside.corp.com', 'mail.corp.com'],
    })
  })

  it('finds the name in a datagram, and none across two of them', () => {
    const tape = tapeOf('dialer', [sent('a.corp.'), sent('com'), sent('b.corp.com')], { head: { transport: 'udp' } })
    assert.deepEqual(namesInTape(tape).names, ['a.corp', 'b.corp.com'])
  })

  it('takes short names in bytes that are no text for chance', () => {
    assert.deepEqual(namesInTape(tapeOf('dialer', [sent('\0\x01 x.yz \x02 corp.com')])).names, ['corp.com'])
    assert.deepEqual(namesInTape(tapeOf('dialer', [sent('x.yz\r\n')])).names, ['x.yz'])
  })

  it('finds in the system’s word on an ending who said it', () => {
    const ending = { kind: 'unreachable', script: 'unfinished', code: 'EHOSTUNREACH from 192.0.2.9' } as const
    assert.deepEqual(namesInTape(tapeOf('dialer', [], { ending })).addresses, ['192.0.2.9'])
  })
})
