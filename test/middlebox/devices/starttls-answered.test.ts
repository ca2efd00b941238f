/** Device `starttls-answered`: one of the forms of FACTS H11. */
import { starttlsAnswered } from '../../../src/middlebox/devices/starttls-answered.ts'
import { answerer, assertDialog, dialer } from '../dialog.ts'
import { GREETED } from '../samples.ts'

describe('middlebox starttls-answered', () => {
  it('leaves the offer, and answers the command so that no TLS begins', () => {
    assertDialog(starttlsAnswered, [
      ...GREETED,
      dialer('EHLO a\r\n'),
      answerer('250-mx\r\n250 STARTTLS\r\n'),
      dialer('STARTTLS\r\n', '', '200 STRIPTLS\r\n'),
      dialer('MAIL FROM:<>\r\n'),
    ])
  })
})
