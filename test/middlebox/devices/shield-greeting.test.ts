/** Device `shield-greeting`: FACTS H2 and H4. */
import assert from 'node:assert/strict'
import { bytesOf } from '../../../src/bytes.ts'
import { shieldGreeting } from '../../../src/middlebox/devices/shield-greeting.ts'
import { answerer, assertDialog, dialer } from '../dialog.ts'
import { DATA } from '../samples.ts'

const BANNER = '220 client.example avast! SMTP proxy ready.\r\n'

describe('middlebox shield-greeting', () => {
  it('greets as FACTS H2 says, in three protocols', () => {
    assert.match(BANNER, /^220 \S+ avast! SMTP proxy ready\.\r\n/)
    assertDialog(shieldGreeting, [answerer('220 mx\r\n', BANNER)])
    assertDialog(shieldGreeting, [answerer('* OK mx\r\n', '* OK avast! IMAP Proxy\r\n')], { protocol: 'imap' })
    assertDialog(shieldGreeting, [answerer('+OK mx\r\n', '+OK avast! POP3 proxy ready.\r\n')], { protocol: 'pop3' })
  })

  it('adds its headers', () => {
    const headers = 'X-Antivirus: avast! (VPS 251124-0, 11/24/2026), Outbound message\r\nX-Antivirus-Status: Clean\r\n'
    const message = dialer('A: b\r\n\r\nbody\r\n.\r\n', `A: b\r\n${headers}\r\nbody\r\n.\r\n`)
    assertDialog(shieldGreeting, [answerer('220 mx\r\n', BANNER), ...DATA, message])
  })

  it('says that it cannot connect', () => {
    const words = '421 Cannot connect to SMTP server mx.example (192.0.2.25:25), connect error 10061\r\n'
    assert.match(words, /^421 Cannot connect to SMTP server \S+ \(.*\), connect error \d+\r\n$/)
    assert.deepEqual(shieldGreeting.open({ protocol: 'smtp', seed: 1 })({ kind: 'connect-failed' }), [
      { kind: 'send', to: 'dialer', bytes: bytesOf(words) },
      { kind: 'fin', to: 'dialer' },
    ])
  })
})
