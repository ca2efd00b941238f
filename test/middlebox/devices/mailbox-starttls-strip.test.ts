/** Device `mailbox-starttls-strip`: FACTS H11 in IMAP and POP3. */
import { mailboxStarttlsStrip } from '../../../src/middlebox/devices/mailbox-starttls-strip.ts'
import { answerer, assertDialog, dialer } from '../dialog.ts'

describe('middlebox mailbox-starttls-strip', () => {
  it('removes two words from every list of capabilities, also from that of the greeting', () => {
    assertDialog(
      mailboxStarttlsStrip,
      [
        answerer('* OK [CAPABILITY IMAP4rev1 STARTTLS] mx\r\n', '* OK [CAPABILITY IMAP4rev1] mx\r\n'),
        dialer('a CAPABILITY\r\n'),
        answerer(
          '* CAPABILITY IMAP4rev1 STARTTLS XSTARTTLS LOGINDISABLED\r\na OK STARTTLS done\r\n',
          '* CAPABILITY IMAP4rev1 XSTARTTLS\r\na OK STARTTLS done\r\n',
        ),
        answerer('* 1 FETCH {25}\r\n* CAPABILITY STARTTLS X\r\n)\r\n'),
      ],
      { protocol: 'imap' },
    )
  })

  it('knows no STARTTLS and no STLS', () => {
    assertDialog(
      mailboxStarttlsStrip,
      [answerer('* OK\r\n'), dialer('a starttls\r\n', '', 'a BAD unknown command\r\n'), dialer('b NOOP\r\n')],
      { protocol: 'imap' },
    )
    assertDialog(
      mailboxStarttlsStrip,
      [
        answerer('+OK\r\n'),
        dialer('CAPA\r\n'),
        answerer('+OK\r\nTOP\r\nSTLS\r\n.\r\n', '+OK\r\nTOP\r\n.\r\n'),
        dialer('STLS\r\n', '', '-ERR unknown command\r\n'),
        dialer('RETR 1\r\n'),
        answerer('+OK\r\nSTLS\r\n.\r\n'),
      ],
      { protocol: 'pop3' },
    )
  })

  it('leaves SMTP alone', () => {
    assertDialog(mailboxStarttlsStrip, [answerer('220 mx\r\n'), dialer('EHLO a\r\n'), answerer('250 STARTTLS\r\n')])
  })
})
