/** Cisco PIX of the first mailguard: a banner of its own on as many bytes as the server's has. */
import type { Device } from '../device.ts'
import { isGreeting } from '../smtp-edits.ts'
import { onSmtpOnly } from '../smtp-relay.ts'

const BEGINS = '220 SMTP/cmap'
const ENDS = ' read'

export const cmapBanner: Device = {
  name: 'cmap-banner',
  description: 'Cisco PIX mailguard: writes "220 SMTP/cmap____ read" over the banner in place (FACTS C4).',
  open: onSmtpOnly({ rewrite: item => (isGreeting(item) ? item.text.replace(/[^\r\n]+/g, overwrite) : item.text) }),
}

/** A PIX never changes a length (FACTS C5): a line that has no room for its words keeps its own. */
function overwrite(line: string): string {
  const fillCount = line.length - BEGINS.length - ENDS.length
  return fillCount < 0 ? line : `${BEGINS}${'_'.repeat(fillCount)}${ENDS}`
}
