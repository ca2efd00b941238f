/** AVG's mail scanner: a banner with its engine, two headers, and a signature under the body. */
import type { Device } from '../device.ts'
import { onMail } from '../mail-box.ts'
import { shieldHeaders } from '../shield-headers.ts'
import { isGreeting, withGreeting, withHeader } from '../smtp-edits.ts'
import type { SmtpItem } from '../smtp-stream.ts'

const BANNER = '220 AVG ESMTP Proxy Server 8.0.138/8.0.1 [270.4.1/1513]\r\n'
const POP3_BANNER = '+OK AVG POP3 Proxy Server 8.0.138/8.0.1 [270.4.1/1513]\r\n'
const HEADERS = shieldHeaders('AVG')
const SIGNATURE = '\r\n---\r\nThis email has been checked for viruses by AVG.\r\n'

export const scannerGreeting: Device = {
  name: 'scanner-greeting',
  description:
    'Greets as the AVG proxy in SMTP and POP3, adds its two headers and a signature under the body (FACTS H3, H4).',
  speaks: ['pop3'],
  open: onMail(() => ({
    smtp: rewrite,
    pop3: item => (item.kind === 'greeting' ? POP3_BANNER : item.text),
  })),
}

function rewrite(item: SmtpItem): string {
  if (isGreeting(item)) return withGreeting(item, BANNER)
  return item.kind === 'message-end' ? SIGNATURE + item.text : withHeader(item, HEADERS)
}
