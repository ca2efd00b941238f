/** Norton's mail shield of the newer kind: nothing but its two headers. */
import type { Device } from '../device.ts'
import { shieldHeaders as headersOf } from '../shield-headers.ts'
import { withHeader } from '../smtp-edits.ts'
import { onSmtpOnly } from '../smtp-relay.ts'

const HEADERS = headersOf('Norton')

export const shieldHeaders: Device = {
  name: 'shield-headers',
  description: "Appends Norton's two headers to each message and leaves all else alone (FACTS H4).",
  open: onSmtpOnly({ rewrite: item => withHeader(item, HEADERS) }),
}
