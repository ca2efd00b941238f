/** Device `av-shield`: FACTS H1 and H4. */
import { avShield } from '../../../src/middlebox/devices/av-shield.ts'
import { answerer, assertDialog, dialer, type Turn } from '../dialog.ts'

const GREETED: readonly Turn[] = [answerer('220 mx\r\n'), dialer('EHLO a\r\n'), answerer('250-mx\r\n250 STARTTLS\r\n')]
const HEADERS = 'X-Antivirus: Avast (VPS 251124-0, 11/24/2026), Outbound message\r\nX-Antivirus-Status: Clean\r\n'
const DATA: readonly Turn[] = [dialer('DATA\r\n'), answerer('354 go\r\n')]

describe('middlebox av-shield', () => {
  it('leaves STARTTLS in the offer and refuses it', () => {
    assertDialog(avShield, [...GREETED, dialer('STARTTLS\r\n', '', '500 Unsupported command.\r\n')])
  })

  it('says good bye in its own words', () => {
    const goodBye = '221 Closing connection. Good bye.\r\n'
    assertDialog(avShield, [...GREETED, dialer('QUIT\r\n'), answerer('221-2.0.0 Bye\r\n221 nonce\r\n', goodBye)])
  })

  it('appends two headers to the header block of every message', () => {
    const message: Turn = dialer(
      'Subject: a\r\n folded\r\n\r\nbody: x\r\n\r\n.\r\n',
      `Subject: a\r\n folded\r\n${HEADERS}\r\nbody: x\r\n\r\n.\r\n`,
    )
    assertDialog(avShield, [...GREETED, ...DATA, message, answerer('250 ok\r\n'), ...DATA, message])
  })

  it('leaves an echo port alone', () => {
    assertDialog(avShield, [dialer('DATA\r\n'), answerer('354\r\n'), dialer('A: b\r\n\r\n')], { protocol: 'echo' })
  })
})
