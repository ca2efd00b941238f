/** An access network that crosses out the command STARTTLS on port 25 and leaves the offer alone. */
import type { Device } from '../device.ts'
import { crossOutVerb } from '../smtp-edits.ts'
import { onSmtpOnly } from '../smtp-relay.ts'

export const starttlsCrossedOut: Device = {
  name: 'starttls-crossed-out',
  description: 'Overwrites the command STARTTLS with X in place, and nothing else (FACTS N27).',
  open: onSmtpOnly({
    rewrite: item => (item.kind === 'command' && item.verb === 'STARTTLS' ? crossOutVerb(item.text) : item.text),
  }),
}
