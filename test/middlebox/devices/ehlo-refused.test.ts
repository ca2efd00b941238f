/** Device `ehlo-refused`: one of the forms of FACTS H11. */
import { ehloRefused } from '../../../src/middlebox/devices/ehlo-refused.ts'
import { answerer, assertDialog, dialer } from '../dialog.ts'
import { GREETED } from '../samples.ts'

describe('middlebox ehlo-refused', () => {
  it('denies EHLO in its own words and lets HELO pass', () => {
    assertDialog(ehloRefused, [
      ...GREETED,
      dialer('EHLO a\r\n', '', '502 Error: command "EHLO" not implemented\r\n'),
      dialer('HELO a\r\n'),
      answerer('250 mx\r\n'),
    ])
  })
})
