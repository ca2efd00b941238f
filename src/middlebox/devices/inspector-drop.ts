/** Snort or FTD inline, with rules that drop on what the SMTP inspector reports: the connection is dead, nobody is told. */
import type { Device } from '../device.ts'
import { type Ending, onMail } from '../mail-box.ts'
import type { SmtpItem } from '../smtp-stream.ts'

const COMMAND_BYTES = 512
const RESPONSE_BYTES = 512
/** FACTS N24 gives no number; this is one above the limit of RFC 5322, 2.1.1. */
const HEADER_BYTES = 1000

const silence: Ending = { dialer: { by: 'silence' }, answerer: { by: 'silence' } }

export const inspectorDrop: Device = {
  name: 'inspector-drop',
  description:
    'Falls silent for both ends at a command line or reply line over 512 bytes, a header line over 1000, and X-LINK2STATE (FACTS N24).',
  open: onMail(end => ({ smtp: item => (reported(item) ? end(silence) : item.text) })),
}

/** A line that is shown in pieces is too long with its first one. */
function reported(item: SmtpItem): boolean {
  switch (item.kind) {
    case 'command':
      return item.text.length > COMMAND_BYTES || item.verb === 'X-LINK2STATE'
    case 'header':
      return item.text.length > HEADER_BYTES
    case 'reply':
      return item.lines.some(line => line.length > RESPONSE_BYTES)
    default:
      return false
  }
}
