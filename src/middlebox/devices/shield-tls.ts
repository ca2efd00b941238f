/** Avast's mail shield with TLS scanning: it opens what STARTTLS begins, and its certificate names its maker. */
import type { Device } from '../device.ts'
import { shieldHeaders } from '../shield-headers.ts'
import { withHeader } from '../smtp-edits.ts'
import { onSmtpOnly } from '../smtp-relay.ts'

const HEADERS = shieldHeaders('Avast')

export const shieldTls: Device = {
  name: 'shield-tls',
  description:
    'Opens the TLS that STARTTLS begins with a certificate of "Avast Web/Mail Shield Root" and adds its headers (FACTS H4, H6).',
  open: onSmtpOnly({ rewrite: item => withHeader(item, HEADERS), insideTls: item => withHeader(item, HEADERS) }),
  authority: 'Avast Web/Mail Shield Root',
}
