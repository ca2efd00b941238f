/** McAfee gateways: WebShield's banner, and in the EHLO reply a sentence where the server's name belongs. */
import type { Device } from '../device.ts'
import { isGreeting, withGreeting, withReplyName } from '../smtp-edits.ts'
import { onSmtpOnly } from '../smtp-relay.ts'
import type { SmtpItem } from '../smtp-stream.ts'

const BANNER = '220 gateway.example EWSA01/SMTP Ready.\r\n'
const NAME = 'Requested mail action okay, completed.'

export const webshield: Device = {
  name: 'webshield',
  description: 'Greets as a McAfee gateway and answers EHLO in its first line like a finished action (FACTS N22).',
  open: onSmtpOnly({ rewrite }),
}

function rewrite(item: SmtpItem): string {
  return isGreeting(item) ? withGreeting(item, BANNER) : withReplyName(item, () => NAME)
}
