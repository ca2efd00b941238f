/** Device `resigning-proxy`: FACTS N2 and N18. */
import { resigningProxy } from '../../../src/middlebox/devices/resigning-proxy.ts'
import { answerer, assertDialog, dialer, type Turn } from '../dialog.ts'
import { DATA, VIRUS } from '../samples.ts'

const RECEIVED = 'Received: from client by gateway.example with ESMTPS; Tue, 24 Nov 2026 00:00:00 +0000\r\n'
const GREETED: readonly Turn[] = [answerer('220 mx\r\n', '220 gateway.example ESMTP ready\r\n')]

describe('middlebox resigning-proxy', () => {
  const message = dialer('A: b\r\n\r\nbody\r\n.\r\n', `${RECEIVED}A: b\r\n\r\nbody\r\n.\r\n`)

  it('adds a header in clear, and replaces what is infected', () => {
    const notice = 'The attachment was removed because it carried a virus.\r\n'
    const infected = dialer(`A: b\r\n\r\n${VIRUS}\r\n.\r\n`, `${RECEIVED}A: b\r\n\r\n${notice}.\r\n`)
    assertDialog(resigningProxy, [...GREETED, ...DATA, message, answerer('250 ok\r\n'), ...DATA, infected])
  })

  it('opens TLS and does the same inside', () => {
    const begun = [...GREETED, dialer('STARTTLS\r\n'), answerer('220 go\r\n', '220 go\r\n[tls]')]
    assertDialog(resigningProxy, [...begun, dialer('EHLO a\r\n'), answerer('250 mx\r\n'), ...DATA, message])
  })
})
