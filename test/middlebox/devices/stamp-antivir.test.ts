/** Device `stamp-antivir`: FACTS H5. */
import { stampAntivir } from '../../../src/middlebox/devices/stamp-antivir.ts'
import { answerer, assertDialog, dialer } from '../dialog.ts'
import { DATA, HELLO } from '../samples.ts'

describe('middlebox stamp-antivir', () => {
  it('appends its header to each message', () => {
    const header =
      'X-AntiVirus: checked by AntiVir MailGate (version: 2.1.2-14; AVE: 7.9.0.1; VDF: 7.1.2.3; host: gateway)\r\n'
    const message = dialer('A: b\r\n\r\nbody\r\n.\r\n', `A: b\r\n${header}\r\nbody\r\n.\r\n`)
    assertDialog(stampAntivir, [...HELLO, ...DATA, message, answerer('250 ok\r\n'), ...DATA, message])
  })
})
