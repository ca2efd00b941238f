/** Device `star-banner`: the PIX 4.4 of FACTS C4, with the filter of C5. */
import { starBanner } from '../../../src/middlebox/devices/star-banner.ts'
import { answerer, assertDialog, dialer } from '../dialog.ts'

describe('middlebox star-banner', () => {
  it('turns every character into an asterisk, digits and blanks too, and keeps the line ends', () => {
    assertDialog(starBanner, [answerer('220-mx 2 0\r\n220 \t\xff\n', '**********\r\n******\n')])
  })

  it('crosses out all but seven commands', () => {
    assertDialog(starBanner, [
      dialer('EHLO a\r\n', 'XXXX a\r\n'),
      dialer('HELO a\r\n'),
      answerer('220 mx\r\n', '*** **\r\n'.replace(' ', '*')),
      answerer('250 mx\r\n'),
      dialer('vrfy x\r\n', 'XXXX x\r\n'),
    ])
  })
})
