/** Device `proxy-bitdefender`: FACTS H7. */
import { proxyBitdefender } from '../../../src/middlebox/devices/proxy-bitdefender.ts'
import { answerer, assertDialog, dialer } from '../dialog.ts'

describe('middlebox proxy-bitdefender', () => {
  it("greets in its own words under the server's name, and leaves all else alone", () => {
    assertDialog(proxyBitdefender, [
      answerer('220-mx.example ESMTP Postfix\r\n220 more\r\n', '220 mx.example ESMTP BitDefender Proxy\r\n'),
      dialer('EHLO a\r\n'),
      answerer('250-mx\r\n250 STARTTLS\r\n'),
    ])
    assertDialog(proxyBitdefender, [answerer('554 mx no\r\n')])
  })
})
