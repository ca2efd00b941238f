/** SonicWall gateway antivirus: an infected mail ends SMTP with 552, and POP3 with a DELE that nobody said. */
import type { Device } from '../device.ts'
import { onMail, refuse } from '../mail-box.ts'
import { deletingInfected } from '../pop3-deletion.ts'
import { virusWatch } from '../signatures.ts'

export const virus552: Device = {
  name: 'virus-552',
  description: 'At the virus test EICAR: ends SMTP with 552, and POP3 with a DELE of its own (FACTS N10).',
  speaks: ['pop3'],
  open: onMail(end => {
    const isInfected = virusWatch()
    return {
      smtp: item =>
        item.kind === 'body' && isInfected(item.text)
          ? end(refuse('552 Requested mail action aborted\r\n'))
          : item.text,
      pop3: deletingInfected(end),
    }
  }),
}
