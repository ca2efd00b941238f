/** Device `transparent-proxy`: its own words to both ends, the delivery relayed. */
import assert from 'node:assert/strict'
import { bytesOf } from '../../../src/bytes.ts'
import { transparentProxy } from '../../../src/middlebox/devices/transparent-proxy.ts'
import { accepted, answerer, assertDialog, dialer, fin, type Turn } from '../dialog.ts'

const BANNER = '220 mailproxy.example ESMTP ready\r\n'
const INTRODUCED: readonly Turn[] = [
  accepted(BANNER),
  answerer('220-mx\r\n220 nonce\r\n', '', 'EHLO mailproxy.example\r\n'),
  answerer('250-mx\r\n250 STARTTLS\r\n', ''),
]

describe('middlebox transparent-proxy', () => {
  it('introduces itself and answers EHLO from its own list', () => {
    assertDialog(transparentProxy, [
      ...INTRODUCED,
      dialer('EHLO a\r\n', '', '250-mailproxy.example\r\n250-SIZE 52428800\r\n250 8BITMIME\r\n'),
      dialer('STARTTLS\r\n', '', '502 5.5.1 Command not implemented\r\n'),
      dialer('NOOP\r\n', '', '250 2.0.0 OK\r\n'),
    ])
  })

  it('relays a delivery and puts a Received header on top', () => {
    assertDialog(transparentProxy, [
      ...INTRODUCED,
      dialer('MAIL FROM:<>\r\n'),
      answerer('250 sender\r\n'),
      dialer('RCPT TO:<a@b>\r\n'),
      answerer('250 recipient\r\n'),
      dialer('DATA\r\n'),
      answerer('354 go\r\n'),
      dialer(
        'A: b\r\n\r\nx\r\n.\r\n',
        'Received: from client by mailproxy.example with ESMTP; Tue, 24 Nov 2026 00:00:00 +0000\r\nA: b\r\n\r\nx\r\n.\r\n',
      ),
      answerer('250 queued\r\n'),
      dialer('QUIT\r\n'),
      answerer('221 bye\r\n'),
      fin('answerer'),
    ])
  })

  it('lets the dialer wait until the server has answered its EHLO', () => {
    assertDialog(transparentProxy, [
      accepted(BANNER),
      dialer('MAIL FROM:<>\r\n', ''),
      answerer('220 mx\r\n', '', 'EHLO mailproxy.example\r\n'),
      answerer('250 mx\r\n', '', 'MAIL FROM:<>\r\n'),
      answerer('250 ok\r\n'),
    ])
  })

  it('says 421 when the server cannot be reached or never greets', () => {
    const unreached = transparentProxy.open({ protocol: 'smtp', seed: 1 })
    unreached({ kind: 'accepted' })
    assert.deepEqual(unreached({ kind: 'connect-failed' }), [
      { kind: 'send', to: 'dialer', bytes: bytesOf('421 4.4.1 mailproxy.example cannot reach the server\r\n') },
      { kind: 'fin', to: 'dialer' },
    ])
    const silent = transparentProxy.open({ protocol: 'smtp', seed: 1 })
    silent({ kind: 'accepted' })
    silent({ kind: 'connected' })
    assert.deepEqual(silent({ kind: 'timer' }).slice(1), [
      { kind: 'fin', to: 'dialer' },
      { kind: 'reset', to: 'answerer' },
    ])
  })

  it('leaves an echo port alone', () => {
    assertDialog(transparentProxy, [dialer('EHLO a\r\n'), answerer('EHLO a\r\n')], { protocol: 'echo' })
  })
})
