/** Device `asa-esmtp`: FACTS C1, C7 and C9, to the byte. */
import { asaEsmtp } from '../../../src/middlebox/devices/asa-esmtp.ts'
import { answerer, assertDialog, dialer, type Turn } from '../dialog.ts'

const GREETED: readonly Turn[] = [answerer('220 2\r\n', '220 2\r\n'), dialer('EHLO a\r\n')]

describe('middlebox asa-esmtp', () => {
  it('masks the banner as in the sample of FACTS C1', () => {
    const sample = '220 *******************************************\r\n'
    assertDialog(asaEsmtp, [answerer(sample.replaceAll('*', 'm'), sample)])
  })

  it('masks STARTTLS to the eight bytes of FACTS C7 and leaves the known keywords', () => {
    assertDialog(asaEsmtp, [
      ...GREETED,
      answerer(
        '250-mx.example at your service\r\n250-PIPELINING\r\n250-SIZE 1000\r\n250-VRFY\r\n250-ETRN\r\n250-STARTTLS\r\n' +
          '250-AUTH PLAIN\r\n250-AUTH=LOGIN\r\n250-ENHANCEDSTATUSCODES\r\n250-8BITMIME\r\n250 DSN\r\n',
        '250-mx.example at your service\r\n250-PIPELINING\r\n250-SIZE 1000\r\n250-VRFY\r\n250-ETRN\r\n250-XXXXXXXA\r\n' +
          '250-AUTH PLAIN\r\n250-AUTH=LOGIN\r\n250-ENHANCEDSTATUSCODES\r\n250-8BITMIME\r\n250 DSN\r\n',
      ),
    ])
  })

  it('counts the masked keywords of a reply with letters, and begins anew in the next reply', () => {
    const said = '250-mx\r\n250-STARTTLS\r\n250-help\r\n250-X\r\n250 CHUNKING nonce\r\n'
    const heard = '250-mx\r\n250-XXXXXXXA\r\n250-XXXB\r\n250-C\r\n250 XXXXXXXD nonce\r\n'
    assertDialog(asaEsmtp, [...GREETED, answerer(said, heard), dialer('EHLO b\r\n'), answerer(said, heard)])
  })

  it('masks the one unknown keyword of a reply to 250 XXXA, as FACTS C7 saw it', () => {
    assertDialog(asaEsmtp, [...GREETED, answerer('250-mx\r\n250 HELP\r\n', '250-mx\r\n250 XXXA\r\n')])
  })

  it('masks only in replies to EHLO', () => {
    assertDialog(asaEsmtp, [
      answerer('220 2\r\n', '220 2\r\n'),
      dialer('HELP\r\n'),
      answerer('250-See\r\n250 STARTTLS\r\n'),
    ])
  })

  it('lets the fifteen commands of FACTS C9 pass', () => {
    const verbs = 'HELO MAIL NOOP QUIT RCPT RSET AUTH EHLO ETRN HELP SAML SEND SOML STARTTLS VRFY DATA'.split(' ')
    assertDialog(
      asaEsmtp,
      verbs.map(verb => dialer(`${verb} x\r\n`)),
    )
  })

  it('crosses out others in place', () => {
    assertDialog(asaEsmtp, [
      dialer('ONEX\r\n', 'XXXX\r\n'),
      dialer('BDAT 3 LAST\r\n', 'XXXX 3 LAST\r\n'),
      dialer('XCLIENT NAME=a\r\n', 'XXXXXXX NAME=a\r\n'),
      dialer('WIZ\r\n', 'XXX\r\n'),
    ])
  })

  it('knows the lines of an AUTH exchange', () => {
    assertDialog(asaEsmtp, [
      ...GREETED,
      answerer('250 mx\r\n'),
      dialer('AUTH LOGIN\r\n'),
      answerer('334 VXNlcg==\r\n'),
      dialer('YWJj\r\n'),
      answerer('334 UGFzcw==\r\n'),
      dialer('eHl6\r\n'),
      answerer('235 ok\r\n'),
      dialer('eHl6\r\n', 'XXXX\r\n'),
    ])
  })

  it('passes ciphertext after a successful STARTTLS', () => {
    const hello = '\x16\x03\x01\x00\x05\n\r\nEHLO\n'
    assertDialog(asaEsmtp, [
      ...GREETED,
      answerer('250-mx\r\n250 STARTTLS\r\n', '250-mx\r\n250 XXXXXXXA\r\n'),
      dialer('STARTTLS\r\n'),
      answerer('220 go\r\n'),
      dialer(hello),
      answerer(`250-STARTTLS${hello}`),
    ])
  })

  it('goes on looking after a refused STARTTLS', () => {
    assertDialog(asaEsmtp, [
      ...GREETED,
      answerer('250 mx\r\n'),
      dialer('STARTTLS\r\n'),
      answerer('454 no\r\n'),
      dialer('ONEX\r\n', 'XXXX\r\n'),
    ])
  })

  it('leaves an echo port alone', () => {
    assertDialog(asaEsmtp, [answerer('220 abc\r\n'), dialer('ONEX a\r\n')], { protocol: 'echo' })
  })
})
