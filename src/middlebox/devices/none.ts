/** No middlebox: the clean row of every table. */
import type { Device } from '../device.ts'
import { relay } from '../relay.ts'

export const none: Device = {
  name: 'none',
  description: 'Forwards everything, FIN and RST too: a clean path.',
  open: () => relay(),
}
