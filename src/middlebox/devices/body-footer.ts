/** Sophos XG and UTM: its own name in the banner and in HELO, and a footer under what people write. */
import type { Device } from '../device.ts'
import { onMail } from '../mail-box.ts'
import { isGreeting, isHello, withGreeting, withHelloName, withReplyName } from '../smtp-edits.ts'
import type { SmtpItem } from '../smtp-stream.ts'

const NAME = 'Sophos'
const FOOTER = '\r\n-- \r\nThis message was checked for viruses.\r\n'

export const bodyFooter: Device = {
  name: 'body-footer',
  description:
    'Says Sophos for the server name in banner and EHLO reply and for the client name in EHLO, and adds a footer to each body (FACTS N17).',
  speaks: ['pop3'],
  open: onMail(() => ({
    smtp: rewrite,
    pop3: item => (item.kind === 'greeting' ? '+OK POP3Proxy ready\r\n' : item.text),
  })),
}

function rewrite(item: SmtpItem): string {
  if (isGreeting(item)) return withGreeting(item, `220 ${NAME} ESMTP ready\r\n`)
  if (item.kind === 'command' && isHello(item.verb)) return withHelloName(item.text, NAME)
  if (item.kind === 'message-end') return FOOTER + item.text
  return withReplyName(item, words => words.replace(/^\S+/, NAME))
}
