/** Device `swap-replies`: the second reply overtakes the first. */
import { swapReplies } from '../../../src/middlebox/devices/swap-replies.ts'
import { answerer, assertDialog, dialer } from '../dialog.ts'
import { HELLO } from '../samples.ts'

describe('middlebox swap-replies', () => {
  it('swaps every two replies to a pipelined burst', () => {
    assertDialog(swapReplies, [
      ...HELLO,
      dialer('MAIL FROM:<>\r\nRCPT TO:<a>\r\nRCPT TO:<b>\r\nDATA\r\n'),
      answerer('250 mail\r\n', ''),
      answerer('250-a\r\n250 a\r\n', '250-a\r\n250 a\r\n250 mail\r\n'),
      answerer('550 b\r\n354 go\r\n', '354 go\r\n550 b\r\n'),
    ])
  })

  it('leaves replies alone that are waited for', () => {
    assertDialog(swapReplies, [
      ...HELLO,
      dialer('NOOP\r\n'),
      answerer('250 a\r\n'),
      dialer('STARTTLS\r\nNOOP\r\n'),
      answerer('220 go\r\n'),
      answerer('\x16\x03\x01'),
    ])
  })
})
