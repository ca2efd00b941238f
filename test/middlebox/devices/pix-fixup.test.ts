/** Device `pix-fixup`: FACTS C1 and C5, to the byte. */
import { pixFixup } from '../../../src/middlebox/devices/pix-fixup.ts'
import { answerer, assertDialog, dialer, fin, timer } from '../dialog.ts'

describe('middlebox pix-fixup', () => {
  it('masks the banner as in the sample of FACTS C1', () => {
    // A sample of FACTS C1; what stood under its asterisks is not known, so letters do.
    const sample = '220 **************************************0******0*********20 ****200**0*********0*00\r\n'
    assertDialog(pixFixup, [answerer(sample.replaceAll('*', 'x'), sample)])
  })

  it('keeps 2, 0 and a space right after a 0, and nothing else', () => {
    assertDialog(pixFixup, [answerer('220 mx2 10 ESMTP 2 0  x\r\n', '220 **2**0 ******2*0 **\r\n')])
  })

  it('masks all lines of the greeting and no later reply', () => {
    assertDialog(pixFixup, [
      answerer('220-a 20 b\r\n220 c\r\n', '220***20 *\r\n220 *\r\n'),
      dialer('NOOP\r\n'),
      answerer('250 2.0.0 fine\r\n'),
    ])
  })

  it('lets seven commands pass in any case', () => {
    const verbs = ['HELO a', 'mail FROM:<>', 'Rcpt TO:<a@b>', 'RSET', 'NOOP nonce', 'QUIT']
    assertDialog(
      pixFixup,
      verbs.map(line => dialer(`${line}\r\n`)),
    )
  })

  it('crosses out the verb of any other command in place', () => {
    assertDialog(pixFixup, [
      dialer('EHLO client.example\r\n', 'XXXX client.example\r\n'),
      dialer('STARTTLS\r\n', 'XXXXXXXX\r\n'),
      dialer('  vrfy  a b\r\n', '  XXXX  a b\r\n'),
      dialer('X\n', 'X\n'),
      dialer('\r\n'),
      dialer('MAILS FROM:<>\r\n', 'XXXXX FROM:<>\r\n'),
    ])
  })

  it('crosses out a line of an AUTH exchange as well', () => {
    assertDialog(pixFixup, [
      answerer('220 2\r\n', '220 2\r\n'),
      dialer('AUTH LOGIN\r\n', 'XXXX LOGIN\r\n'),
      answerer('334 VXNlcg==\r\n'),
      dialer('YWJj\r\n', 'XXXX\r\n'),
    ])
  })

  it('leaves a message alone and looks again after its end', () => {
    assertDialog(pixFixup, [
      answerer('220 2\r\n', '220 2\r\n'),
      dialer('DATA\r\n'),
      answerer('354 go\r\n'),
      dialer('EHLO: in a header\r\n\r\nEHLO\r\n..\r\nlf\n.\r\n'),
      dialer('.\r\n'),
      answerer('250 ok\r\n'),
      dialer('EHLO\r\n', 'XXXX\r\n'),
    ])
  })

  it('takes what follows a refused DATA for commands', () => {
    assertDialog(pixFixup, [
      answerer('220 2\r\n', '220 2\r\n'),
      dialer('DATA\r\n'),
      answerer('503 no\r\n'),
      dialer('EHLO\r\n', 'XXXX\r\n'),
    ])
  })

  it('takes the bytes of a BDAT chunk for commands, since it knows no BDAT', () => {
    assertDialog(pixFixup, [dialer('BDAT 8 LAST\r\n', 'XXXX 8 LAST\r\n'), dialer('abcdef\r\n', 'XXXXXX\r\n')])
  })

  it('passes on an unfinished line at the end of the words or of its patience', () => {
    assertDialog(pixFixup, [dialer('EHL', ''), fin('dialer', 'XXX[fin]')])
    assertDialog(pixFixup, [dialer('EHL', ''), timer('XXX'), dialer('O a\r\n')])
  })

  it('leaves an echo port alone', () => {
    assertDialog(pixFixup, [answerer('220 abc\r\n'), dialer('EHLO a\r\n')], { protocol: 'echo' })
  })
})
