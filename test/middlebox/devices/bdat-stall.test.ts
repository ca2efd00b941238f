/** Device `bdat-stall`: FACTS N1, several BDAT messages in one session. */
import { bdatStall } from '../../../src/middlebox/devices/bdat-stall.ts'
import { answerer, assertDialog, dialer, fin } from '../dialog.ts'
import { DATA, GREETED } from '../samples.ts'

describe('middlebox bdat-stall', () => {
  it('passes one message in as many chunks as it has', () => {
    assertDialog(bdatStall, [...GREETED, dialer('BDAT 3\r\nabc'), dialer('BDAT 2\r\nd\n'), dialer('BDAT 0 LAST\r\n')])
  })

  it('falls silent at the second message, in both directions', () => {
    assertDialog(bdatStall, [
      ...GREETED,
      dialer('BDAT 3 LAST\r\nabc'),
      answerer('250 ok\r\n'),
      dialer('MAIL FROM:<>\r\n'),
      dialer('BDAT 3 LAST\r\nabc', ''),
      answerer('421 late\r\n', ''),
      fin('dialer', ''),
    ])
  })

  it('leaves messages by DATA alone', () => {
    const message = dialer('A: b\r\n\r\n.\r\n')
    assertDialog(bdatStall, [...GREETED, ...DATA, message, answerer('250 ok\r\n'), ...DATA, message])
  })
})
