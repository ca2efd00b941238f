/** A mail shield on the client's own machine, with the habits of two: Norton's replies and Avast's headers. */
import type { Device } from '../device.ts'
import { withHeader } from '../smtp-edits.ts'
import { onSmtpOnly } from '../smtp-relay.ts'
import type { Decision, SmtpItem } from '../smtp-stream.ts'

/** FACTS H1. */
const UNSUPPORTED = '500 Unsupported command.\r\n'
const GOOD_BYE = '221 Closing connection. Good bye.\r\n'

/** FACTS H4. */
const HEADERS = 'X-Antivirus: Avast (VPS 251124-0, 11/24/2026), Outbound message\r\n' + 'X-Antivirus-Status: Clean\r\n'

export const avShield: Device = {
  name: 'av-shield',
  description:
    'A host antivirus: answers STARTTLS and QUIT in its own words and adds X-Antivirus headers (FACTS H1, H4).',
  open: onSmtpOnly({ rewrite }),
}

function rewrite(item: SmtpItem): Decision {
  if (item.kind === 'command' && item.verb === 'STARTTLS') return { answer: UNSUPPORTED }
  if (item.kind === 'reply' && item.to === 'QUIT') return item.begins ? GOOD_BYE : ''
  return withHeader(item, HEADERS)
}
