/** Device `shield-headers`: FACTS H4 alone. */
import { shieldHeaders } from '../../../src/middlebox/devices/shield-headers.ts'
import { answerer, assertDialog, dialer } from '../dialog.ts'
import { DATA, HELLO } from '../samples.ts'

describe('middlebox shield-headers', () => {
  it("appends Norton's two headers at the end of the header block, and nothing else", () => {
    const headers = 'X-Antivirus: Norton (VPS 251124-0, 11/24/2026), Outbound message\r\nX-Antivirus-Status: Clean\r\n'
    const message = dialer('A: b\r\n\r\nbody\r\n.\r\n', `A: b\r\n${headers}\r\nbody\r\n.\r\n`)
    assertDialog(shieldHeaders, [...HELLO, ...DATA, message, answerer('250 ok\r\n'), dialer('QUIT\r\n')])
  })
})
