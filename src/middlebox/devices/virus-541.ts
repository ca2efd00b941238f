/** Palo Alto with an antivirus profile: the dialer hears a refusal in the server's name, the server hears no more. */
import type { Device } from '../device.ts'
import { onMail } from '../mail-box.ts'
import { virusWatch } from '../signatures.ts'

const BLOCKED = '541 5.4.1 Content blocked by Palo Alto Networks Firewall\r\n'

export const virus541: Device = {
  name: 'virus-541',
  description:
    'At the virus test EICAR in a message: says 541 to the dialer and resets it, and leaves the server waiting (FACTS N4).',
  open: onMail(end => {
    const isInfected = virusWatch()
    return {
      smtp: item =>
        item.kind === 'body' && isInfected(item.text)
          ? end({ dialer: { says: BLOCKED, by: 'reset' }, answerer: { by: 'silence' } })
          : item.text,
    }
  }),
}
