/** A STARTTLS stripper that leaves the offer and agrees to the command with a reply that means nothing. */
import type { Device } from '../device.ts'
import { onSmtpOnly } from '../smtp-relay.ts'

export const starttlsAnswered: Device = {
  name: 'starttls-answered',
  description: 'Answers STARTTLS with "200 STRIPTLS" and keeps it from the server (FACTS H11).',
  open: onSmtpOnly({
    rewrite: item => (item.kind === 'command' && item.verb === 'STARTTLS' ? { answer: '200 STRIPTLS\r\n' } : item.text),
  }),
}
