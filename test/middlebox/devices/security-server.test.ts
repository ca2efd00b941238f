/** Device `security-server`: FACTS N8. */
import assert from 'node:assert/strict'
import { securityServer } from '../../../src/middlebox/devices/security-server.ts'
import { answerer, assertDialog, dialer } from '../dialog.ts'

const BANNER = '220 CheckPoint FireWall-1 secure ESMTP server\r\n'

describe('middlebox security-server', () => {
  it('greets as FACTS N8 says', () => {
    assert.match(BANNER, /^220 CheckPoint FireWall-1 secure E?SMTP server\r\n$/)
    assertDialog(securityServer, [answerer('220-mx\r\n220 more\r\n', BANNER)])
  })

  it('answers 450 to a recipient of another resource, in each transaction anew', () => {
    assertDialog(securityServer, [
      answerer('220 mx\r\n', BANNER),
      dialer('RCPT TO:<a@one>\r\nRCPT TO:<b@ONE>\r\n'),
      answerer('250 ok\r\n250 ok\r\n'),
      dialer('RCPT TO:<a@two>\r\n', '', '450 Mailbox Unavailable\r\n'),
      dialer('MAIL FROM:<>\r\nRCPT TO:<a@two>\r\n'),
    ])
  })
})
