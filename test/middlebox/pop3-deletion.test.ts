/** The DELE that nobody said. */
import { onMail } from '../../src/middlebox/mail-box.ts'
import { deletingInfected } from '../../src/middlebox/pop3-deletion.ts'
import { answerer, assertDialog, dialer } from './dialog.ts'
import { NEAR_MISS, VIRUS } from './samples.ts'

const device = { name: 'test', description: '', open: onMail(end => ({ pop3: deletingInfected(end) })) }
const pop3 = { protocol: 'pop3' } as const

describe('middlebox pop3-deletion', () => {
  it('deletes the mail that is being retrieved, and closes both sides', () => {
    assertDialog(
      device,
      [
        answerer('+OK\r\n'),
        dialer('RETR 1\r\nRETR 2\r\nRETR 3\r\n'),
        answerer(`-ERR\r\n+OK\r\nA: b\r\n\r\n${NEAR_MISS}\r\n.\r\n`),
        answerer(`+OK\r\nA: b\r\n\r\n${VIRUS}\r\n.\r\n`, '+OK\r\nA: b\r\n\r\n[fin]', 'DELE 3\r\n[fin]'),
      ],
      pop3,
    )
  })

  it('looks at no other list', () => {
    assertDialog(device, [answerer('+OK\r\n'), dialer('UIDL\r\n'), answerer(`+OK\r\n${VIRUS}\r\n.\r\n`)], pop3)
  })
})
