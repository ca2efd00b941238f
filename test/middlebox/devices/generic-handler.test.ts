/** Device `generic-handler`: FACTS N20. */
import assert from 'node:assert/strict'
import { bytesOf } from '../../../src/bytes.ts'
import { genericHandler } from '../../../src/middlebox/devices/generic-handler.ts'
import { answerer, assertDialog, dialer, type Turn } from '../dialog.ts'

const GREETED: readonly Turn[] = [answerer('220 mx\r\n', '220 gateway.example Generic SMTP handler\r\n')]

describe('middlebox generic-handler', () => {
  it('offers only the extras of FACTS N20', () => {
    assertDialog(genericHandler, [
      ...GREETED,
      dialer('EHLO a\r\n'),
      answerer(
        '250-mx\r\n250-PIPELINING\r\n250-AUTH PLAIN\r\n250-VRFY\r\n250-8BITMIME\r\n250-ETRN\r\n250-EXPN\r\n250-ATRN\r\n250 STARTTLS\r\n',
        '250-mx\r\n250-AUTH PLAIN\r\n250-VRFY\r\n250-ETRN\r\n250-EXPN\r\n250 ATRN\r\n',
      ),
    ])
  })

  it('passes them and the old commands, has no help and knows nothing else', () => {
    assertDialog(genericHandler, [
      ...GREETED,
      ...['HELO a', 'MAIL FROM:<>', 'RCPT TO:<a>', 'RSET', 'NOOP', 'ATRN', 'ETRN a', 'EXPN a', 'VRFY a'].flatMap(
        line => [dialer(`${line}\r\n`), answerer('250 ok\r\n')],
      ),
      dialer('HELP\r\n', '', '214 Help not supported by this implementation\r\n'),
      dialer('BDAT 1\r\n', '', '500 Command unrecognized\r\n'),
    ])
  })

  it('has no mail service when the server cannot be reached', () => {
    assert.deepEqual(genericHandler.open({ protocol: 'smtp', seed: 1 })({ kind: 'connect-failed' }), [
      { kind: 'send', to: 'dialer', bytes: bytesOf('554 1 gateway.example No mail service\r\n') },
      { kind: 'fin', to: 'dialer' },
    ])
  })
})
