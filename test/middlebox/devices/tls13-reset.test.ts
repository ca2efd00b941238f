/** Device `tls13-reset`: no ClientHello passes that offers TLS 1.3 and nothing before it. */
import { textOf } from '../../../src/bytes.ts'
import { tls13Reset } from '../../../src/middlebox/devices/tls13-reset.ts'
import { helloBytes } from '../../support/hellos.ts'
import { assertDialog, dialer } from '../dialog.ts'

const offering = (...versions: readonly number[]) => textOf(helloBytes({ versions }))

describe('middlebox tls13-reset', () => {
  it('resets both ends at TLS 1.3 alone, on any port', () => {
    for (const protocol of ['smtp', 'imap', 'echo'] as const)
      assertDialog(tls13Reset, [dialer(offering(0x0304), '[reset]', '[reset]')], { protocol })
  })

  it('lets TLS 1.3 pass beside TLS 1.2, and all that is older', () => {
    for (const hello of [offering(0x0304, 0x0303), offering(0x0303), offering()])
      assertDialog(tls13Reset, [dialer(hello)])
  })
})
