/** Device `webshield`: FACTS N22. */
import assert from 'node:assert/strict'
import { webshield } from '../../../src/middlebox/devices/webshield.ts'
import { answerer, assertDialog, dialer } from '../dialog.ts'

const BANNER = '220 gateway.example EWSA01/SMTP Ready.\r\n'

describe('middlebox webshield', () => {
  it('greets and answers EHLO as FACTS N22 says', () => {
    assert.match(BANNER, /^220 ?\S+ (WebShield\S*|SCM\d+|EWSA\w+)\/SMTP Ready\.?/)
    assertDialog(webshield, [
      answerer('220 mx\r\n', BANNER),
      dialer('EHLO a\r\n'),
      answerer('250-mx.example hello\r\n250 DSN\r\n', '250-Requested mail action okay, completed.\r\n250 DSN\r\n'),
      dialer('NOOP\r\n'),
      answerer('250 ok\r\n'),
    ])
  })
})
