/** Device `mask-banner`: FACTS C1 and nothing else. */
import { maskBannerOnly } from '../../../src/middlebox/devices/mask-banner.ts'
import { answerer, assertDialog, dialer } from '../dialog.ts'

describe('middlebox mask-banner', () => {
  it('masks the banner as in the sample of FACTS C1', () => {
    const sample = '220 **************************************0******0*********20 ****200**0*********0*00\r\n'
    assertDialog(maskBannerOnly, [answerer(sample.replaceAll('*', 'x'), sample)])
  })

  it('leaves all else alone', () => {
    assertDialog(maskBannerOnly, [
      answerer('220 mx\r\n', '220 **\r\n'),
      dialer('EHLO a\r\n'),
      answerer('250-mx\r\n250 STARTTLS\r\n'),
      dialer('ONEX\r\n'),
      answerer('220 mx\r\n'),
    ])
    assertDialog(maskBannerOnly, [answerer('220 mx\r\n')], { protocol: 'echo' })
  })
})
