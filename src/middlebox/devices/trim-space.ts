/** A box that no rule may name: it reads lines and writes them without the blanks at their end. */
import type { Device } from '../device.ts'
import { onSmtpOnly } from '../smtp-relay.ts'
import type { SmtpItem } from '../smtp-stream.ts'

export const trimSpace: Device = {
  name: 'trim-space',
  description: 'Removes spaces and tabs at the end of every line of SMTP; no known vendor.',
  open: onSmtpOnly({ rewrite }),
}

/** Bytes of a chunk are counted, and a line that begins with a dot might become the end of the data. */
function rewrite(item: SmtpItem): string {
  const spared = item.kind === 'chunk' || (item.kind === 'body' && item.text.startsWith('.'))
  return spared ? item.text : item.text.replace(/[ \t]+(?=\r?\n)/g, '')
}
