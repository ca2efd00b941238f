/** A gateway that lets STARTTLS through and then opens the TLS: two sessions, two keys, and a header inside. */
import type { Device } from '../device.ts'
import { withHeader } from '../smtp-edits.ts'
import { onSmtpOnly } from '../smtp-relay.ts'

export const tlsOpen: Device = {
  name: 'tls-open',
  description:
    'Terminates the TLS that STARTTLS begins, with its own certificate, and adds a header inside (FACTS N2, N18).',
  open: onSmtpOnly({ rewrite: item => item.text, insideTls: item => withHeader(item, 'X-Scanned: yes\r\n') }),
}
