/** Perdition: it greets itself and lets nobody in but by LOGIN. */
import type { Device } from '../device.ts'
import type { ImapItem } from '../imap-stream.ts'
import { onMail } from '../mail-box.ts'
import type { Pop3Item } from '../pop3-stream.ts'

const NAME = 'imap.example'
const CAPABILITIES = 'IMAP4 IMAP4REV1'

export const loginOnly: Device = {
  name: 'login-only',
  description: 'Greets as perdition in IMAP and POP3, with its own capabilities, and refuses AUTHENTICATE (FACTS H9).',
  speaks: ['imap', 'pop3'],
  open: onMail(() => ({ imap, pop3 })),
}

function imap(item: ImapItem): string | { readonly answer: string } {
  if (item.kind === 'greeting') return `* OK [CAPABILITY ${CAPABILITIES}] perdition ready on ${NAME}\r\n`
  if (item.kind !== 'command') return item.text
  if (item.verb === 'CAPABILITY')
    return { answer: `* CAPABILITY ${CAPABILITIES}\r\n${item.tag} OK CAPABILITY completed\r\n` }
  return item.verb === 'AUTHENTICATE'
    ? { answer: `${item.tag} NO AUTHENTICATE mechanism not supported\r\n` }
    : item.text
}

function pop3(item: Pop3Item): string | { readonly answer: string } {
  if (item.kind === 'greeting') return `+OK POP3 Ready ${NAME}\r\n`
  return item.kind === 'command' && item.verb === '' ? { answer: '-ERR Null command, mate\r\n' } : item.text
}
