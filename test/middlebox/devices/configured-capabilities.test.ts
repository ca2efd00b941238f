/** Device `configured-capabilities`: FACTS H8. */
import { configuredCapabilities } from '../../../src/middlebox/devices/configured-capabilities.ts'
import { answerer, assertDialog, dialer } from '../dialog.ts'

describe('middlebox configured-capabilities', () => {
  it('offers nothing in SMTP that is not configured', () => {
    assertDialog(configuredCapabilities, [
      answerer('220 mx\r\n', '220 proxy.example ESMTP ready\r\n'),
      dialer('EHLO a\r\n'),
      answerer('250-mx\r\n250-STARTTLS\r\n250 DSN\r\n', '250 proxy.example\r\n'),
      dialer('NOOP\r\n'),
      answerer('250 ok\r\n'),
      dialer('EHLO a\r\n'),
      answerer('501 no\r\n'),
    ])
  })

  it('answers CAPABILITY with the defaults of FACTS H8, and passes other commands', () => {
    assertDialog(
      configuredCapabilities,
      [
        answerer('* OK mx\r\n', '* OK IMAP4 ready\r\n'),
        dialer('a CAPABILITY\r\n', '', '* CAPABILITY IMAP4 IMAP4rev1 UIDPLUS\r\na OK completed\r\n'),
        dialer('b LOGIN c d\r\n'),
        answerer('* CAPABILITY X\r\nb OK\r\n'),
      ],
      { protocol: 'imap' },
    )
  })

  it('answers CAPA with the defaults of FACTS H8', () => {
    assertDialog(
      configuredCapabilities,
      [
        answerer('+OK mx\r\n', '+OK POP3 ready\r\n'),
        dialer('CAPA\r\n', '', '+OK Capability list follows\r\nTOP\r\nUSER\r\nUIDL\r\n.\r\n'),
        dialer('USER a\r\n'),
      ],
      { protocol: 'pop3' },
    )
  })
})
