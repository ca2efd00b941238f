/** Device `body-footer`: FACTS N17. */
import { bodyFooter } from '../../../src/middlebox/devices/body-footer.ts'
import { answerer, assertDialog, dialer, type Turn } from '../dialog.ts'
import { DATA } from '../samples.ts'

const GREETED: readonly Turn[] = [answerer('220 mx\r\n', '220 Sophos ESMTP ready\r\n')]

describe('middlebox body-footer', () => {
  it('says its own name to both ends', () => {
    assertDialog(bodyFooter, [
      ...GREETED,
      dialer('EHLO client.example\r\n', 'EHLO Sophos\r\n'),
      answerer('250-mx.example hello\r\n250 DSN\r\n', '250-Sophos hello\r\n250 DSN\r\n'),
    ])
  })

  it('adds a footer to each body', () => {
    const footer = '\r\n-- \r\nThis message was checked for viruses.\r\n'
    const message = dialer('A: b\r\n\r\nbody\r\n.\r\n', `A: b\r\n\r\nbody\r\n${footer}.\r\n`)
    assertDialog(bodyFooter, [...GREETED, ...DATA, message, answerer('250 ok\r\n'), ...DATA, message])
  })

  it('greets on POP3 as FACTS N17 says', () => {
    assertDialog(bodyFooter, [answerer('+OK mx\r\n', '+OK POP3Proxy ready\r\n')], { protocol: 'pop3' })
  })
})
