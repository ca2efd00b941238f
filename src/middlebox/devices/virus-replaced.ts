/** Juniper SRX antivirus: the body of an infected mail is replaced by a sentence; what comes by BDAT is not looked at. */
import type { Device } from '../device.ts'
import { type HeldMessage, holdMessages, wholeOf } from '../held-message.ts'
import { withLiterals } from '../imap-literals.ts'
import { onMail } from '../mail-box.ts'
import { holdsVirus } from '../signatures.ts'

/** The addresses of RFC 5737 stand for those of the connection. */
const NOTICE =
  'Your mail 192.0.2.7 : 40000 -> 192.0.2.25 : 25 contains contaminated file eicar.com with virus EICAR-Test-File, so it is dropped.\r\n'

export const virusReplaced: Device = {
  name: 'virus-replaced',
  description:
    'Replaces the body of a message with the virus test EICAR by a notice, in DATA and in IMAP, and not in BDAT (FACTS N7).',
  speaks: ['imap'],
  open: onMail(() => {
    const hold = holdMessages(message => wholeOf(cleaned(message)))
    return {
      smtp: item => hold(item) ?? item.text,
      imap: item => (item.kind === 'response' ? withLiterals(item.text, cleanedLiteral) : item.text),
    }
  }),
}

function cleaned(message: HeldMessage): HeldMessage {
  return holdsVirus(message.body) ? { ...message, body: NOTICE } : message
}

/** A literal holds a message, or only its text. */
function cleanedLiteral(literal: string): string {
  if (!holdsVirus(literal)) return literal
  const [head = ''] = /^[\s\S]*?\r\n\r\n/.exec(literal) ?? []
  return head + NOTICE
}
