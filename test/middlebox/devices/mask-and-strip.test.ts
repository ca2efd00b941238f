/** Device `mask-and-strip`: FACTS C1 and H11 in one path. */
import { maskAndStrip } from '../../../src/middlebox/devices/mask-and-strip.ts'
import { answerer, assertDialog, dialer } from '../dialog.ts'

describe('middlebox mask-and-strip', () => {
  it('masks the banner, and removes and refuses STARTTLS', () => {
    assertDialog(maskAndStrip, [
      answerer('220 mx 20\r\n', '220 ***20\r\n'),
      dialer('EHLO a\r\n'),
      answerer('250-mx\r\n250-DSN\r\n250 STARTTLS\r\n', '250-mx\r\n250 DSN\r\n'),
      dialer('STARTTLS\r\n', '', '454 TLS not available due to temporary reason\r\n'),
      dialer('ONEX\r\n'),
    ])
  })
})
