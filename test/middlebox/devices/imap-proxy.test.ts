/** Device `imap-proxy`: FACTS H10. */
import { imapProxy } from '../../../src/middlebox/devices/imap-proxy.ts'
import { answerer, assertDialog, dialer } from '../dialog.ts'

describe('middlebox imap-proxy', () => {
  it('greets anew, denies AUTHENTICATE, and lets LOGIN and the capabilities pass', () => {
    assertDialog(
      imapProxy,
      [
        answerer('* OK [CAPABILITY X] mx\r\n', '* OK IMAP4 service ready\r\n'),
        dialer('a authenticate PLAIN\r\n', '', 'a NO Authentication denied\r\n'),
        dialer('b CAPABILITY\r\n'),
        answerer('* CAPABILITY X AUTH=PLAIN\r\nb OK\r\n'),
        dialer('c LOGIN {1}\r\n'),
        answerer('+ go\r\n'),
        dialer('d AUTHENTICATE\r\n'),
      ],
      { protocol: 'imap' },
    )
  })

  it('leaves SMTP alone', () => {
    assertDialog(imapProxy, [answerer('220 mx\r\n'), dialer('a AUTHENTICATE PLAIN\r\n')])
  })
})
