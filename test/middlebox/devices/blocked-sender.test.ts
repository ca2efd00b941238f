/** Device `blocked-sender`: FACTS N6. */
import { blockedSender } from '../../../src/middlebox/devices/blocked-sender.ts'
import { answerer, assertDialog, dialer } from '../dialog.ts'
import { HELLO } from '../samples.ts'

describe('middlebox blocked-sender', () => {
  it('refuses sender and recipient in its own words', () => {
    assertDialog(blockedSender, [
      ...HELLO,
      dialer('MAIL FROM:<a@b>\r\n', '', '554 Transaction failed due to anti spam setting\r\n'),
      dialer('RCPT TO:<a@b>\r\n', '', '550 Requested action not taken: mailbox unavailable\r\n'),
      dialer('QUIT\r\n'),
      answerer('221 bye\r\n'),
    ])
  })
})
