/** Device `allow-list`: FACTS N12. */
import { allowList } from '../../../src/middlebox/devices/allow-list.ts'
import { answerer, assertDialog, dialer, type Turn } from '../dialog.ts'
import { DATA } from '../samples.ts'

const GREETED: readonly Turn[] = [answerer('220 mx\r\n', '220 SMTP service ready\r\n')]

describe('middlebox allow-list', () => {
  it('greets and gives help as FACTS N12 says', () => {
    const help = '214-Commands:\r\n214-\tDATA\tRCPT\tMAIL\tQUIT\tRSET\r\n214 \tHELO\tVRFY\tEXPN\tHELP\tNOOP\r\n'
    assertDialog(allowList, [...GREETED, dialer('HELP\r\n', '', help)])
  })

  it('removes the extensions that are on no list', () => {
    assertDialog(allowList, [
      ...GREETED,
      dialer('EHLO a\r\n'),
      answerer(
        '250-mx\r\n250-SIZE 9\r\n250-STARTTLS\r\n250-8BITMIME\r\n250 DSN\r\n',
        '250-mx\r\n250-SIZE 9\r\n250 8BITMIME\r\n',
      ),
    ])
  })

  it('removes the headers that are on no list, with what is folded and however long they are', () => {
    const long = `X-Long: ${'x'.repeat(5000)}: y\r\n`
    assertDialog(allowList, [
      ...GREETED,
      ...DATA,
      dialer(
        `From: a\r\nX-Nonce: b\r\n folded\r\n${long}Subject: c\r\n folded\r\nDKIM-Signature: d\r\n\r\nX-Body: e\r\n.\r\n`,
        'From: a\r\nSubject: c\r\n folded\r\n\r\nX-Body: e\r\n.\r\n',
      ),
    ])
  })

  it('swallows recipients beyond its limit and agrees to them', () => {
    const rcpt = 'RCPT TO:<a@b>\r\n'
    const many = [dialer(rcpt.repeat(99)), answerer('250 ok\r\n'.repeat(99))]
    assertDialog(allowList, [
      ...GREETED,
      ...many,
      dialer(rcpt, '', '250 Recipient ok\r\n'),
      dialer('MAIL FROM:<>\r\n'),
      answerer('250 ok\r\n'),
      dialer(rcpt),
    ])
  })
})
