/** Symantec gateways (Raptor, SGS, SEF): a generic handler that knows few commands and gives no help. */
import type { Device } from '../device.ts'
import { onMail } from '../mail-box.ts'
import { isGreeting, withGreeting, withKeywords } from '../smtp-edits.ts'
import type { Decision, SmtpItem } from '../smtp-stream.ts'

const BANNER = '220 gateway.example Generic SMTP handler\r\n'
const NO_SERVICE = '554 1 gateway.example No mail service\r\n'
const NO_HELP = '214 Help not supported by this implementation\r\n'
const UNKNOWN = '500 Command unrecognized\r\n'

const EXTENSIONS = ['AUTH', 'ATRN', 'ETRN', 'EXPN', 'VRFY']
/** RFC 821 and the extras that FACTS N20 lists. */
const PASSED = new Set(['HELO', 'MAIL', 'RCPT', 'DATA', 'RSET', 'NOOP', 'QUIT', 'EHLO', ...EXTENSIONS])

export const genericHandler: Device = {
  name: 'generic-handler',
  description:
    'Greets as a Generic SMTP handler, offers and passes only AUTH, ATRN, ETRN, EXPN and VRFY beside the old commands, and has no help (FACTS N20).',
  open: onMail(() => ({ smtp: rewrite, smtpUnreached: NO_SERVICE })),
}

function rewrite(item: SmtpItem): Decision {
  if (isGreeting(item)) return withGreeting(item, BANNER)
  if (item.kind !== 'command') return withKeywords(item, keyword => EXTENSIONS.includes(keyword))
  if (item.verb === 'HELP') return { answer: NO_HELP }
  return PASSED.has(item.verb) ? item.text : { answer: UNKNOWN }
}
