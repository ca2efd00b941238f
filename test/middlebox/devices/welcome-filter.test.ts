/** Device `welcome-filter`: FACTS N16. */
import { welcomeFilter } from '../../../src/middlebox/devices/welcome-filter.ts'
import { answerer, assertDialog, dialer, type Turn } from '../dialog.ts'
import { DATA } from '../samples.ts'

const GREETED: readonly Turn[] = [answerer('220 mx.example Postfix\r\n', '220 ESMTP\r\n')]

describe('middlebox welcome-filter', () => {
  it('says nothing of the server in the banner and in the replies to EHLO and HELO', () => {
    assertDialog(welcomeFilter, [
      ...GREETED,
      dialer('EHLO a\r\n'),
      answerer('250-mx.example at your service\r\n250 DSN\r\n', '250-at your service\r\n250 DSN\r\n'),
      dialer('HELO a\r\n'),
      answerer('250 mx.example\r\n', '250 \r\n'),
    ])
  })

  it('cuts header and body lines at 1000 bytes', () => {
    const [fits, long] = [998, 5000].map(length => 'x'.repeat(length))
    assertDialog(welcomeFilter, [
      ...GREETED,
      ...DATA,
      dialer(
        `A: ${long}\r\n\r\n${fits}\r\n${fits}x\r\n${long}\r\nx\r\n.\r\n`,
        `A: ${long?.slice(0, 995)}\r\n\r\n${fits}\r\n${fits}\r\n${fits}\r\nx\r\n.\r\n`,
      ),
    ])
  })

  it('blocks five commands', () => {
    assertDialog(welcomeFilter, [
      ...GREETED,
      ...['BDAT 3', 'starttls', 'EXPN a', 'VRFY a', 'TURN'].map(line =>
        dialer(`${line}\r\n`, '', '502 5.5.1 Command not allowed\r\n'),
      ),
      dialer('NOOP\r\n'),
    ])
  })
})
