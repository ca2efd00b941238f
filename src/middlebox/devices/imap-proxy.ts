/** Zorp ImapProxy: the greeting is written anew, and of all ways to log in only LOGIN is left. */
import type { Device } from '../device.ts'
import type { ImapItem } from '../imap-stream.ts'
import { onMail } from '../mail-box.ts'

export const imapProxy: Device = {
  name: 'imap-proxy',
  description: 'Writes the IMAP greeting anew and denies every AUTHENTICATE (FACTS H10).',
  speaks: ['imap'],
  open: onMail(() => ({ imap })),
}

/** FACTS H10 gives no words; these are of the usual kind. */
function imap(item: ImapItem): string | { readonly answer: string } {
  if (item.kind === 'greeting') return '* OK IMAP4 service ready\r\n'
  const denied = item.kind === 'command' && item.verb === 'AUTHENTICATE'
  return denied ? { answer: `${item.tag} NO Authentication denied\r\n` } : item.text
}
