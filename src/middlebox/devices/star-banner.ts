/** Cisco PIX 4.4: the whole banner becomes asterisks, its code too, and unknown commands are crossed out. */
import type { Device } from '../device.ts'
import { crossOutVerb, isGreeting, PIX_COMMANDS } from '../smtp-edits.ts'
import { onSmtpOnly } from '../smtp-relay.ts'
import type { SmtpItem } from '../smtp-stream.ts'

export const starBanner: Device = {
  name: 'star-banner',
  description:
    'Cisco PIX 4.4: turns every character of the banner into an asterisk and crosses out all but seven commands (FACTS C4, C5).',
  open: onSmtpOnly({ rewrite }),
}

function rewrite(item: SmtpItem): string {
  if (isGreeting(item)) return item.text.replace(/[^\r\n]/g, '*')
  return item.kind === 'command' && !PIX_COMMANDS.has(item.verb) ? crossOutVerb(item.text) : item.text
}
