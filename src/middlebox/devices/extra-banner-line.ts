/** Trend Micro InterScan: a line of its own stands above the real banner. */
import type { Device } from '../device.ts'
import { onMail } from '../mail-box.ts'
import { isGreeting } from '../smtp-edits.ts'
import type { SmtpItem } from '../smtp-stream.ts'

const LINE = '220-InterScan Version 3.8-Build_1101 SMTP Ready\r\n'
const POP3_LINE = '+OK TrendMicro IMSS 5.7 POP3 Proxy at gateway.example\r\n'

export const extraBannerLine: Device = {
  name: 'extra-banner-line',
  description: 'Puts a line of InterScan above the banner, and greets as TrendMicro on POP3 (FACTS N21).',
  speaks: ['pop3'],
  open: onMail(() => ({
    smtp: rewrite,
    pop3: item => (item.kind === 'greeting' ? POP3_LINE : item.text),
  })),
}

function rewrite(item: SmtpItem): string {
  return isGreeting(item) && item.kind === 'reply' && item.begins && item.text.startsWith('220')
    ? LINE + item.text
    : item.text
}
