/** Check Point Safe@Office with VStream: an infected mail is refused on its way in, deleted or replaced on its way out. */
import type { Device } from '../device.ts'
import { withLiterals } from '../imap-literals.ts'
import { onMail, refuse } from '../mail-box.ts'
import { deletingInfected } from '../pop3-deletion.ts'
import { holdsVirus, virusWatch } from '../signatures.ts'

const NOTICE = 'This message was removed.\r\n'

export const virus554: Device = {
  name: 'virus-554',
  description:
    'At the virus test EICAR: ends SMTP with 554, replaces the message in IMAP and deletes it in POP3 (FACTS N9).',
  speaks: ['imap', 'pop3'],
  open: onMail(end => {
    const isInfected = virusWatch()
    return {
      smtp: item =>
        item.kind === 'body' && isInfected(item.text) ? end(refuse('554 Transaction failed\r\n')) : item.text,
      imap: item =>
        item.kind === 'response'
          ? withLiterals(item.text, literal => (holdsVirus(literal) ? NOTICE : literal))
          : item.text,
      pop3: deletingInfected(end),
    }
  }),
}
