/** What tools do that strip TLS from IMAP and POP3: the words vanish from the lists, and the command is unknown. */
import type { Device } from '../device.ts'
import type { ImapItem } from '../imap-stream.ts'
import { onMail } from '../mail-box.ts'
import type { Pop3Item } from '../pop3-stream.ts'

export const mailboxStarttlsStrip: Device = {
  name: 'mailbox-starttls-strip',
  description:
    'Removes STARTTLS and LOGINDISABLED from IMAP capabilities and STLS from those of POP3, and refuses both commands (FACTS H11).',
  speaks: ['imap', 'pop3'],
  open: onMail(() => ({ imap, pop3 })),
}

function imap(item: ImapItem): string | { readonly answer: string } {
  if (item.kind === 'command' && item.verb === 'STARTTLS') return { answer: `${item.tag} BAD unknown command\r\n` }
  const lists = item.kind === 'greeting' || item.kind === 'response'
  return lists ? item.text.replace(/^[^\r\n]*\bCAPABILITY [^\r\n]*/i, stripped) : item.text
}

function stripped(line: string): string {
  return line.replace(/ (STARTTLS|LOGINDISABLED)(?=[ \]]|$)/gi, '')
}

function pop3(item: Pop3Item): string | { readonly answer: string } {
  if (item.kind === 'command' && item.verb === 'STLS') return { answer: '-ERR unknown command\r\n' }
  const offer = item.kind === 'line' && item.to === 'CAPA' && /^STLS\r?\n$/i.test(item.text)
  return offer ? '' : item.text
}
