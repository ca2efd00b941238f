/** A box that no rule may name: it appends a header of its own, of no known vendor. */
import type { Device } from '../device.ts'
import { withHeader } from '../smtp-edits.ts'
import { onSmtpOnly } from '../smtp-relay.ts'

export const appendHeader: Device = {
  name: 'append-header',
  description: 'Appends "X-Corp-Policy: passed" to the header block of each message; no known vendor.',
  open: onSmtpOnly({ rewrite: item => withHeader(item, 'X-Corp-Policy: passed\r\n') }),
}
