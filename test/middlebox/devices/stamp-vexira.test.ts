/** Device `stamp-vexira`: FACTS H5. */
import { stampVexira } from '../../../src/middlebox/devices/stamp-vexira.ts'
import { answerer, assertDialog, dialer } from '../dialog.ts'
import { DATA, HELLO } from '../samples.ts'

describe('middlebox stamp-vexira', () => {
  it('appends its header to each message', () => {
    const header = 'X-AntiVirus: checked by Vexira Milter 1.2.0.4; VAE 6.30.0.10; VDF 6.30.0.88\r\n'
    const message = dialer('A: b\r\n\r\nbody\r\n.\r\n', `A: b\r\n${header}\r\nbody\r\n.\r\n`)
    assertDialog(stampVexira, [...HELLO, ...DATA, message, answerer('250 ok\r\n'), ...DATA, message])
  })
})
