/** Device `extra-banner-line`: FACTS N21. */
import assert from 'node:assert/strict'
import { extraBannerLine } from '../../../src/middlebox/devices/extra-banner-line.ts'
import { answerer, assertDialog, dialer } from '../dialog.ts'

const LINE = '220-InterScan Version 3.8-Build_1101 SMTP Ready\r\n'

describe('middlebox extra-banner-line', () => {
  it('puts its line above the real banner, of one line or more', () => {
    assert.match(`${LINE}220 mx\r\n`, /^220-InterScan Version (\S+) .*Ready\r\n220 /)
    assertDialog(extraBannerLine, [
      answerer('220 mx\r\n', `${LINE}220 mx\r\n`),
      dialer('A\r\n'),
      answerer('220 mx\r\n'),
    ])
    assertDialog(extraBannerLine, [answerer('220-a\r\n220 b\r\n', `${LINE}220-a\r\n220 b\r\n`)])
    assertDialog(extraBannerLine, [answerer('554 no\r\n')])
  })

  it('greets on POP3 as FACTS N21 says', () => {
    const heard = '+OK TrendMicro IMSS 5.7 POP3 Proxy at gateway.example\r\n'
    assert.match(heard, /^\+OK TrendMicro IMSS .* POP3 Proxy at/)
    assertDialog(extraBannerLine, [answerer('+OK mx\r\n', heard)], { protocol: 'pop3' })
  })
})
