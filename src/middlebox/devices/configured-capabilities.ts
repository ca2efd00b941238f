/** nginx as a mail proxy: what the server can do is read from the proxy's configuration, not from the server. */
import type { Device } from '../device.ts'
import type { ImapItem } from '../imap-stream.ts'
import { onMail } from '../mail-box.ts'
import type { Pop3Item } from '../pop3-stream.ts'
import { isGreeting, withGreeting } from '../smtp-edits.ts'
import type { Decision, SmtpItem } from '../smtp-stream.ts'

const NAME = 'proxy.example'

/** The defaults of FACTS H8; SMTP has none beside the name. */
const IMAP_CAPABILITIES = 'IMAP4 IMAP4rev1 UIDPLUS'
const POP3_CAPABILITIES = ['TOP', 'USER', 'UIDL']

export const configuredCapabilities: Device = {
  name: 'configured-capabilities',
  description: 'Greets itself and answers EHLO, CAPABILITY and CAPA from its configuration, as nginx does (FACTS H8).',
  speaks: ['imap', 'pop3'],
  open: onMail(() => ({ smtp, imap, pop3 })),
}

function smtp(item: SmtpItem): Decision {
  if (isGreeting(item)) return withGreeting(item, `220 ${NAME} ESMTP ready\r\n`)
  if (item.kind !== 'reply' || item.to !== 'EHLO' || !item.text.startsWith('250')) return item.text
  return item.begins ? `250 ${NAME}\r\n` : ''
}

function imap(item: ImapItem): Decision {
  if (item.kind === 'greeting') return '* OK IMAP4 ready\r\n'
  if (item.kind !== 'command' || item.verb !== 'CAPABILITY') return item.text
  return { answer: `* CAPABILITY ${IMAP_CAPABILITIES}\r\n${item.tag} OK completed\r\n` }
}

function pop3(item: Pop3Item): Decision {
  if (item.kind === 'greeting') return '+OK POP3 ready\r\n'
  if (item.kind !== 'command' || item.verb !== 'CAPA') return item.text
  return { answer: ['+OK Capability list follows', ...POP3_CAPABILITIES, '.', ''].join('\r\n') }
}
