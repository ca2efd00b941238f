/** What tools do that strip STARTTLS: the offer vanishes, and the command is answered as if TLS were out of order. */
import type { Device } from '../device.ts'
import { withoutStarttls } from '../smtp-edits.ts'
import { onSmtpOnly } from '../smtp-relay.ts'

/** FACTS H11: one of the injected replies. */
const REFUSAL = '454 TLS not available due to temporary reason\r\n'

export const starttlsStrip: Device = {
  name: 'starttls-strip',
  description: 'Removes STARTTLS from the EHLO reply and refuses the command itself (FACTS H11).',
  open: onSmtpOnly({ rewrite: item => withoutStarttls(item, REFUSAL) }),
}
