/** A STARTTLS stripper of the other kind: it denies EHLO, so that the dialer falls back to HELO, which offers nothing. */
import type { Device } from '../device.ts'
import { onSmtpOnly } from '../smtp-relay.ts'

export const ehloRefused: Device = {
  name: 'ehlo-refused',
  description: 'Answers EHLO with 502 in its own words and keeps it from the server (FACTS H11).',
  open: onSmtpOnly({
    rewrite: item =>
      item.kind === 'command' && item.verb === 'EHLO'
        ? { answer: '502 Error: command "EHLO" not implemented\r\n' }
        : item.text,
  }),
}
