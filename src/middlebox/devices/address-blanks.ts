/** Cisco ASA with `special-character`: what does not belong into an address is overwritten by a space. */
import type { Device } from '../device.ts'
import { onSmtpOnly } from '../smtp-relay.ts'
import type { SmtpItem } from '../smtp-stream.ts'

export const addressBlanks: Device = {
  name: 'address-blanks',
  description:
    'Overwrites | and any bracket that does not enclose an address with a space in MAIL and RCPT (FACTS C10).',
  open: onSmtpOnly({ rewrite }),
}

/** A pair of brackets, or a character that has to stand for itself. */
const SPECIAL = /<[^<>]*>|[<>|]/g

function rewrite(item: SmtpItem): string {
  if (item.kind !== 'command' || (item.verb !== 'MAIL' && item.verb !== 'RCPT')) return item.text
  return item.text.replace(SPECIAL, special => (special.length > 1 ? special.replace(/\|/g, ' ') : ' '))
}
