/** Device `proxied-greeting`: FACTS N23. */
import { proxiedGreeting } from '../../../src/middlebox/devices/proxied-greeting.ts'
import { answerer, assertDialog } from '../dialog.ts'

describe('middlebox proxied-greeting', () => {
  it('tells in SMTP what the server greeted with, of several lines the first', () => {
    const heard = '220 keys.example ESMTP (proxied server greeted us with: mx ESMTP)\r\n'
    assertDialog(proxiedGreeting, [answerer('220 mx ESMTP\r\n', heard)])
    assertDialog(proxiedGreeting, [answerer('220-mx ESMTP\r\n220 more\r\n', heard), answerer('250 later\r\n')])
    assertDialog(proxiedGreeting, [answerer('554 no\r\n')])
  })

  it('does so in IMAP', () => {
    const heard = '* OK keys.example IMAP4rev1 (proxied server greeted us with: mx)\r\n'
    assertDialog(proxiedGreeting, [answerer('* OK mx\r\n', heard), answerer('* OK later\r\n')], { protocol: 'imap' })
  })

  it('says in POP3 that it is there', () => {
    const heard = '+OK keys.example (PGP Universal service is proxying this connection)\r\n'
    assertDialog(proxiedGreeting, [answerer('+OK mx\r\n', heard), answerer('+OK later\r\n')], { protocol: 'pop3' })
  })
})
