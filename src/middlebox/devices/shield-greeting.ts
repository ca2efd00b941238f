/** Avast's mail shield: it greets in all three protocols itself, and stamps what is sent. */
import type { Device } from '../device.ts'
import { onMail } from '../mail-box.ts'
import { shieldHeaders } from '../shield-headers.ts'
import { isGreeting, withGreeting, withHeader } from '../smtp-edits.ts'

const BANNER = '220 client.example avast! SMTP proxy ready.\r\n'
const UNREACHED = '421 Cannot connect to SMTP server mx.example (192.0.2.25:25), connect error 10061\r\n'
const HEADERS = shieldHeaders('avast!')

export const shieldGreeting: Device = {
  name: 'shield-greeting',
  description: 'Greets as the avast! proxy in SMTP, IMAP and POP3 and adds its two headers (FACTS H2, H4).',
  speaks: ['imap', 'pop3'],
  open: onMail(() => ({
    smtp: item => (isGreeting(item) ? withGreeting(item, BANNER) : withHeader(item, HEADERS)),
    smtpUnreached: UNREACHED,
    imap: item => (item.kind === 'greeting' ? '* OK avast! IMAP Proxy\r\n' : item.text),
    pop3: item => (item.kind === 'greeting' ? '+OK avast! POP3 proxy ready.\r\n' : item.text),
  })),
}
