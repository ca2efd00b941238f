/** The mail proxy of G Data: a banner of its own. */
import type { Device } from '../device.ts'
import { withGreeting } from '../smtp-edits.ts'
import { onSmtpOnly } from '../smtp-relay.ts'

export const proxyAvk: Device = {
  name: 'proxy-avk',
  description: 'Greets as the AVKSMTP server of G Data (FACTS H7).',
  open: onSmtpOnly({ rewrite: item => withGreeting(item, '220 client.example AVKSMTP Server\r\n') }),
}
