/** Device `line-swap`: the lines of a body in another order. */
import { lineSwap } from '../../../src/middlebox/devices/line-swap.ts'
import { answerer, assertDialog, dialer } from '../dialog.ts'
import { DATA, GREETED } from '../samples.ts'

describe('middlebox line-swap', () => {
  const ASKED = [...GREETED, ...DATA]

  it('swaps every two lines of the body and leaves the header', () => {
    assertDialog(lineSwap, [
      ...ASKED,
      dialer(
        'A: b\r\nC: d\r\n\r\n1\r\n2\r\n3\r\n4\r\n5\r\n.\r\n',
        'A: b\r\nC: d\r\n\r\n2\r\n1\r\n4\r\n3\r\n5\r\n.\r\n',
      ),
      answerer('250 ok\r\n'),
      dialer('NOOP\r\n'),
    ])
  })

  it('swaps long lines whole', () => {
    const long = 'x'.repeat(9000)
    assertDialog(lineSwap, [...ASKED, dialer(`\r\n${long}\r\n2\r\n.\r\n`, `\r\n2\r\n${long}\r\n.\r\n`)])
  })

  it('leaves lines in their place that might end the data elsewhere', () => {
    assertDialog(lineSwap, [
      ...ASKED,
      dialer('\r\n1\r\n..\r\n2\r\nlf\n.\n3\r\n\r\n.\r\n', '\r\n1\r\n..\r\n2\r\nlf\n.\n\r\n3\r\n.\r\n'),
    ])
  })
})
