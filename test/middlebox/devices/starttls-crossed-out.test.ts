/** Device `starttls-crossed-out`: the access network of FACTS N27. */
import { starttlsCrossedOut } from '../../../src/middlebox/devices/starttls-crossed-out.ts'
import { answerer, assertDialog, dialer } from '../dialog.ts'
import { GREETED } from '../samples.ts'

describe('middlebox starttls-crossed-out', () => {
  it('crosses out the command and leaves the offer', () => {
    assertDialog(starttlsCrossedOut, [
      ...GREETED,
      dialer('EHLO a\r\n'),
      answerer('250-mx\r\n250 STARTTLS\r\n'),
      dialer('STARTTLS\r\n', 'XXXXXXXX\r\n'),
      answerer('500 what\r\n'),
      dialer('NOOP STARTTLS\r\n'),
    ])
  })
})
