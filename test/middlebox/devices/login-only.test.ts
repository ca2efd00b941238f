/** Device `login-only`: FACTS H9. */
import { loginOnly } from '../../../src/middlebox/devices/login-only.ts'
import { answerer, assertDialog, dialer } from '../dialog.ts'

describe('middlebox login-only', () => {
  it('greets, tells its own capabilities and refuses AUTHENTICATE', () => {
    assertDialog(
      loginOnly,
      [
        answerer('* OK mx\r\n', '* OK [CAPABILITY IMAP4 IMAP4REV1] perdition ready on imap.example\r\n'),
        dialer('a CAPABILITY\r\n', '', '* CAPABILITY IMAP4 IMAP4REV1\r\na OK CAPABILITY completed\r\n'),
        dialer('b AUTHENTICATE PLAIN\r\n', '', 'b NO AUTHENTICATE mechanism not supported\r\n'),
        dialer('c LOGIN d e\r\n'),
        answerer('c OK\r\n'),
      ],
      { protocol: 'imap' },
    )
  })

  it('has its own words for an empty command in POP3', () => {
    assertDialog(
      loginOnly,
      [
        answerer('+OK mx <1@a>\r\n', '+OK POP3 Ready imap.example\r\n'),
        dialer('\r\n', '', '-ERR Null command, mate\r\n'),
        dialer('USER a\r\n'),
      ],
      { protocol: 'pop3' },
    )
  })
})
