/** Device `tls-open`: clear words pass, TLS is opened, and inside a header is added. */
import { tlsOpen } from '../../../src/middlebox/devices/tls-open.ts'
import { answerer, assertDialog, dialer, type Turn } from '../dialog.ts'

const DATA: readonly Turn[] = [dialer('DATA\r\n'), answerer('354 go\r\n')]
const STARTTLS: readonly Turn[] = [
  answerer('220 mx\r\n'),
  dialer('EHLO a\r\n'),
  answerer('250-mx\r\n250 STARTTLS\r\n'),
  dialer('STARTTLS\r\n'),
]

describe('middlebox tls-open', () => {
  it('adds its header to a message inside TLS', () => {
    assertDialog(tlsOpen, [
      ...STARTTLS,
      answerer('220 go\r\n', '220 go\r\n[tls]'),
      dialer('EHLO a\r\n'),
      answerer('250 mx\r\n'),
      ...DATA,
      dialer('A: b\r\n\r\nx\r\n.\r\n', 'A: b\r\nX-Scanned: yes\r\n\r\nx\r\n.\r\n'),
    ])
  })

  it('changes nothing in clear, nor after a refused STARTTLS', () => {
    assertDialog(tlsOpen, [...STARTTLS, answerer('454 no\r\n'), ...DATA, dialer('A: b\r\n\r\nx\r\n.\r\n')])
  })

  it('leaves an echo port alone', () => {
    assertDialog(tlsOpen, [...STARTTLS, answerer('220 go\r\n')], { protocol: 'echo' })
  })
})
