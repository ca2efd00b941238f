/** A firewall that wants to read certificates, and so lets nothing pass that offers no version before TLS 1.3. */
import type { Device } from '../device.ts'
import { helloWatch } from '../hello-watch.ts'

const TLS_1_3 = 0x0304

export const tls13Reset: Device = {
  name: 'tls13-reset',
  description: 'Resets both ends when a ClientHello offers TLS 1.3 alone, which hides the certificate.',
  open: () => helloWatch(({ versions }) => versions.length > 0 && versions.every(version => version === TLS_1_3)),
}
