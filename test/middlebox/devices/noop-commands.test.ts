/** Device `noop-commands`: the filter of FACTS C5 in its second form. */
import { noopCommands } from '../../../src/middlebox/devices/noop-commands.ts'
import { answerer, assertDialog, dialer } from '../dialog.ts'

describe('middlebox noop-commands', () => {
  it('turns a command that it does not know into NOOP of the same length, and the server agrees', () => {
    assertDialog(noopCommands, [
      answerer('220 mx\r\n', '220 **\r\n'),
      dialer('EHLO client.example\r\n', 'NOOP               \r\n'),
      answerer('250 2.0.0 Ok\r\n'),
      dialer('XYZZY\r\n', 'NOOP \r\n'),
      dialer('ONEX\n', 'NOOP\n'),
    ])
  })

  it('crosses out what is too short for NOOP', () => {
    assertDialog(noopCommands, [dialer('WIZ\r\n', 'XXX\r\n'), dialer('\r\n')])
  })

  it('lets the seven commands of RFC 821 pass', () => {
    const lines = ['HELO a', 'MAIL FROM:<>', 'rcpt TO:<a@b>', 'RSET', 'NOOP x', 'QUIT', 'DATA']
    assertDialog(
      noopCommands,
      lines.map(line => dialer(`${line}\r\n`)),
    )
  })
})
