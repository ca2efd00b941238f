/** Device `proxy-avk`: FACTS H7. */
import assert from 'node:assert/strict'
import { proxyAvk } from '../../../src/middlebox/devices/proxy-avk.ts'
import { answerer, assertDialog, dialer } from '../dialog.ts'

describe('middlebox proxy-avk', () => {
  it('greets as FACTS H7 says, and leaves all else alone', () => {
    const banner = '220 client.example AVKSMTP Server\r\n'
    assert.match(banner, /^220 \S+ AVKSMTP Server/)
    assertDialog(proxyAvk, [answerer('220 mx\r\n', banner), dialer('EHLO a\r\n'), answerer('250 mx\r\n')])
  })
})
