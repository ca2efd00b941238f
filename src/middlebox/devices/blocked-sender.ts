/** Juniper SRX whose antispam has the sender on a list: every transaction is refused in the server's place. */
import type { Device } from '../device.ts'
import { onSmtpOnly } from '../smtp-relay.ts'
import type { Decision, SmtpItem } from '../smtp-stream.ts'

const REFUSALS = new Map([
  ['MAIL', '554 Transaction failed due to anti spam setting\r\n'],
  ['RCPT', '550 Requested action not taken: mailbox unavailable\r\n'],
])

export const blockedSender: Device = {
  name: 'blocked-sender',
  description: 'Refuses MAIL with 554 and RCPT with 550 in its own words and keeps both from the server (FACTS N6).',
  open: onSmtpOnly({ rewrite }),
}

function rewrite(item: SmtpItem): Decision {
  const answer = item.kind === 'command' ? REFUSALS.get(item.verb) : undefined
  return answer === undefined ? item.text : { answer }
}
