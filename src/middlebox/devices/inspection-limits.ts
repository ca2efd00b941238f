/** Cisco ASA with the limits that `inspect esmtp` has by default: what exceeds one ends the connection for both ends. */
import type { Device } from '../device.ts'
import { type End, type MailBox, onMail, resetBoth } from '../mail-box.ts'
import { addressOf } from '../smtp-edits.ts'
import type { SmtpItem } from '../smtp-stream.ts'

/** A command line is counted with its CRLF, as RFC 5321 does (4.5.3.1.4), a header line without (RFC 5322, 2.1.1). */
const COMMAND_BYTES = 512
const RECIPIENTS = 100
const HEADER_BYTES = 998
const SENDER_BYTES = 320
const FILENAME_BYTES = 255

export const inspectionLimits: Device = {
  name: 'inspection-limits',
  description:
    'Resets both ends at a command line over 512 bytes, a 101st recipient, a header line over 998, a sender over 320 or a file name over 255 (FACTS C11).',
  open: onMail(limiting),
}

function limiting(end: End): MailBox {
  let recipients = 0
  return {
    smtp: item => {
      if (item.kind === 'command' && item.verb === 'MAIL') recipients = 0
      if (item.kind === 'command' && item.verb === 'RCPT') recipients += 1
      return recipients > RECIPIENTS || exceeds(item) ? end(resetBoth) : item.text
    },
  }
}

/** A line that is shown in pieces exceeds every limit with its first one. */
function exceeds(item: SmtpItem): boolean {
  switch (item.kind) {
    case 'command':
      return item.text.length > COMMAND_BYTES || (item.verb === 'MAIL' && addressOf(item.text).length > SENDER_BYTES)
    case 'header':
      return item.text.trimEnd().length > HEADER_BYTES || namesLongFile(item.text)
    case 'body':
      return namesLongFile(item.text)
    default:
      return false
  }
}

/** The headers of a part stand in the body of its message. */
function namesLongFile(line: string): boolean {
  const [, name = ''] = /name="?([^"\r\n]*)/i.exec(line) ?? []
  return name.length > FILENAME_BYTES
}
