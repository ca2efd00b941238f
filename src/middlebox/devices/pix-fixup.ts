/** Cisco PIX with `fixup protocol smtp`. Every edit is made in place: a PIX never changes the length of a packet. */
import type { Device } from '../device.ts'
import { crossOutVerb, maskBanner, PIX_COMMANDS } from '../smtp-edits.ts'
import { onSmtpOnly } from '../smtp-relay.ts'
import { type SmtpItem, verbOf } from '../smtp-stream.ts'

export const pixFixup: Device = {
  name: 'pix-fixup',
  description: 'Cisco PIX fixup protocol smtp: masks the banner and crosses out all but seven commands (FACTS C1, C5).',
  open: onSmtpOnly({ rewrite }),
}

function rewrite(item: SmtpItem): string {
  switch (item.kind) {
    case 'reply':
    case 'rest':
      return item.to === 'greeting' ? maskBanner(item.text) : item.text
    // It knows no AUTH either: a line of the exchange is one more unknown command.
    case 'command':
    case 'auth':
      return PIX_COMMANDS.has(verbOf(item.text)) ? item.text : crossOutVerb(item.text)
    default:
      return item.text
  }
}
