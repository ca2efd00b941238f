/** Device `shield-tls`: FACTS H4 and H6. */
import assert from 'node:assert/strict'
import { shieldTls } from '../../../src/middlebox/devices/shield-tls.ts'
import { answerer, assertDialog, dialer } from '../dialog.ts'
import { DATA, HELLO } from '../samples.ts'

describe('middlebox shield-tls', () => {
  const headers = 'X-Antivirus: Avast (VPS 251124-0, 11/24/2026), Outbound message\r\nX-Antivirus-Status: Clean\r\n'
  const message = dialer('A: b\r\n\r\nbody\r\n.\r\n', `A: b\r\n${headers}\r\nbody\r\n.\r\n`)

  it('adds its headers in clear and inside the TLS that it opens', () => {
    assertDialog(shieldTls, [...HELLO, ...DATA, message])
    const begun = [...HELLO, dialer('STARTTLS\r\n'), answerer('220 go\r\n', '220 go\r\n[tls]')]
    assertDialog(shieldTls, [...begun, dialer('EHLO a\r\n'), answerer('250 mx\r\n'), ...DATA, message])
  })

  it('signs as the authority of FACTS H6', () => {
    assert.equal(shieldTls.authority, 'Avast Web/Mail Shield Root')
  })
})
