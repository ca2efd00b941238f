/** Cisco ASA with an own ESMTP map, whose only edit is `mask-banner`. Nothing but the greeting tells that it is there. */
import type { Device } from '../device.ts'
import { isGreeting, maskBanner } from '../smtp-edits.ts'
import { onSmtpOnly } from '../smtp-relay.ts'

export const maskBannerOnly: Device = {
  name: 'mask-banner',
  description: 'Masks the banner as mask-banner does, and leaves all else alone (FACTS C1).',
  open: onSmtpOnly({ rewrite: item => (isGreeting(item) ? maskBanner(item.text) : item.text) }),
}
