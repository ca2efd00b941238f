/** PGP Universal: it greets itself and tells in brackets what the server had said. */
import type { Device } from '../device.ts'
import { onMail } from '../mail-box.ts'
import { isGreeting, withGreeting } from '../smtp-edits.ts'
import type { SmtpItem } from '../smtp-stream.ts'

const NAME = 'keys.example'

export const proxiedGreeting: Device = {
  name: 'proxied-greeting',
  description: 'Greets itself and puts what the server said in brackets, in SMTP, IMAP and POP3 (FACTS N23).',
  speaks: ['imap', 'pop3'],
  open: onMail(() => ({
    smtp: rewrite,
    imap: item =>
      item.kind === 'greeting' ? `* OK ${NAME} IMAP4rev1 ${inBrackets(item.text, /^\* OK ?/i)}` : item.text,
    pop3: item =>
      item.kind === 'greeting' ? `+OK ${NAME} (PGP Universal service is proxying this connection)\r\n` : item.text,
  })),
}

function rewrite(item: SmtpItem): string {
  if (!isGreeting(item)) return item.text
  return withGreeting(item, `220 ${NAME} ESMTP ${inBrackets(item.text, /^220[- ]?/)}`)
}

/** Of several lines it tells the first. */
function inBrackets(greeting: string, code: RegExp): string {
  const words = greeting.replace(code, '').replace(/\r?\n[\s\S]*$/, '')
  return `(proxied server greeted us with: ${words})\r\n`
}
