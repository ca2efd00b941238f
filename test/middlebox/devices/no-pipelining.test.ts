/** Device `no-pipelining`: FACTS N13. */
import { noPipelining } from '../../../src/middlebox/devices/no-pipelining.ts'
import { answerer, assertDialog, dialer } from '../dialog.ts'
import { DATA, GREETED, HELLO } from '../samples.ts'

const REJECTED = '503 5.5.0 Command rejected\r\n'

describe('middlebox no-pipelining', () => {
  it('removes PIPELINING and CHUNKING from the offer', () => {
    assertDialog(noPipelining, [
      ...GREETED,
      dialer('EHLO a\r\n'),
      answerer('250-mx\r\n250-PIPELINING\r\n250-SIZE\r\n250 CHUNKING\r\n', '250-mx\r\n250 SIZE\r\n'),
    ])
  })

  it('rejects every command of a burst but the first, in their order', () => {
    assertDialog(noPipelining, [
      ...HELLO,
      dialer('MAIL FROM:<>\r\nRCPT TO:<a@b>\r\nDATA\r\n', 'MAIL FROM:<>\r\n'),
      answerer('250 sender\r\n', `250 sender\r\n${REJECTED}${REJECTED}`),
      dialer('RSET\r\n'),
    ])
  })

  it('lets commands pass that wait, also after a message', () => {
    assertDialog(noPipelining, [
      ...HELLO,
      ...DATA,
      dialer('A: b\r\n\r\n.\r\n'),
      answerer('250 ok\r\n'),
      dialer('QUIT\r\n'),
    ])
  })
})
