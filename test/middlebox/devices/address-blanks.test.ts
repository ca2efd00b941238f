/** Device `address-blanks`: FACTS C10. */
import { addressBlanks } from '../../../src/middlebox/devices/address-blanks.ts'
import { assertDialog, dialer } from '../dialog.ts'

describe('middlebox address-blanks', () => {
  it('writes a space for a pipe in the commands that have an address', () => {
    assertDialog(addressBlanks, [
      dialer('MAIL FROM:<a|b@c>\r\n', 'MAIL FROM:<a b@c>\r\n'),
      dialer('rcpt to:<"|x"@c> X=|\r\n', 'rcpt to:<" x"@c> X= \r\n'),
    ])
  })

  it('writes a space for a bracket that does not enclose an address', () => {
    assertDialog(addressBlanks, [
      dialer('RCPT TO:<<a@b>>\r\n', 'RCPT TO: <a@b> \r\n'),
      dialer('RCPT TO:>a@b<\r\n', 'RCPT TO: a@b \r\n'),
      dialer('RCPT TO:<"quoted <x>"@b>\r\n', 'RCPT TO: "quoted <x>"@b \r\n'),
    ])
  })

  it('leaves plain addresses and other commands alone', () => {
    assertDialog(addressBlanks, [
      dialer('MAIL FROM:<> AUTH=<>\r\n'),
      dialer('RCPT TO:<a@b> X=1\r\n'),
      dialer('VRFY |<a\r\n'),
    ])
  })
})
