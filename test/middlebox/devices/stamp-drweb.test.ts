/** Device `stamp-drweb`: FACTS H5. */
import { stampDrweb } from '../../../src/middlebox/devices/stamp-drweb.ts'
import { answerer, assertDialog, dialer } from '../dialog.ts'
import { DATA, HELLO } from '../samples.ts'

describe('middlebox stamp-drweb', () => {
  it('appends its header to each message', () => {
    const header = 'X-AntiVirus: Checked by Dr.Web [MailD: 6.0.2.3, SE: 7.0.1.2, Core: 7.0.1.3]\r\n'
    const message = dialer('A: b\r\n\r\nbody\r\n.\r\n', `A: b\r\n${header}\r\nbody\r\n.\r\n`)
    assertDialog(stampDrweb, [...HELLO, ...DATA, message, answerer('250 ok\r\n'), ...DATA, message])
  })
})
