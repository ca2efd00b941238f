/** Device `tls-sabotage`: the provider of FACTS N27. */
import { tlsSabotage } from '../../../src/middlebox/devices/tls-sabotage.ts'
import { answerer, assertDialog, dialer } from '../dialog.ts'
import { GREETED } from '../samples.ts'

describe('middlebox tls-sabotage', () => {
  it('masks the offer to the eight bytes of FACTS N27, and no other keyword', () => {
    assertDialog(tlsSabotage, [
      ...GREETED,
      dialer('EHLO a\r\n'),
      answerer('250-STARTTLS\r\n250-starttls\r\n250 HELP\r\n', '250-STARTTLS\r\n250-XXXXXXXA\r\n250 HELP\r\n'),
    ])
  })

  it('resets both ends when TLS begins nevertheless', () => {
    assertDialog(tlsSabotage, [
      ...GREETED,
      dialer('STARTTLS\r\n'),
      answerer('220 go\r\n'),
      dialer('\x16\x03\x01', '[reset]', '[reset]'),
      answerer('late', ''),
    ])
  })

  it('lets a refused STARTTLS go on in clear', () => {
    assertDialog(tlsSabotage, [...GREETED, dialer('STARTTLS\r\n'), answerer('454 no\r\n'), dialer('NOOP\r\n')])
  })
})
