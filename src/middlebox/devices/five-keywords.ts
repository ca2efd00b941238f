/** Zorp SmtpProxy: of all that the server offers five words survive. */
import type { Device } from '../device.ts'
import { withKeywords } from '../smtp-edits.ts'
import { onSmtpOnly } from '../smtp-relay.ts'

const SURVIVING = new Set(['PIPELINING', 'SIZE', 'ETRN', '8BITMIME', 'STARTTLS'])

export const fiveKeywords: Device = {
  name: 'five-keywords',
  description: 'Removes all EHLO keywords but PIPELINING, SIZE, ETRN, 8BITMIME and STARTTLS (FACTS N14).',
  open: onSmtpOnly({ rewrite: item => withKeywords(item, keyword => SURVIVING.has(keyword)) }),
}
