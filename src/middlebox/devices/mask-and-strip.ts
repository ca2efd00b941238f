/** Two boxes in a row: a PIX that masks the banner, and behind it a stripper that takes STARTTLS away. */
import type { Device } from '../device.ts'
import { isGreeting, maskBanner, withoutStarttls } from '../smtp-edits.ts'
import { onSmtpOnly } from '../smtp-relay.ts'

const REFUSAL = '454 TLS not available due to temporary reason\r\n'

export const maskAndStrip: Device = {
  name: 'mask-and-strip',
  description: 'Masks the banner, and removes and refuses STARTTLS as well (FACTS C1, H11).',
  open: onSmtpOnly({
    rewrite: item => (isGreeting(item) ? maskBanner(item.text) : withoutStarttls(item, REFUSAL)),
  }),
}
