/** Vexira: one header says that it was there. */
import type { Device } from '../device.ts'
import { withHeader } from '../smtp-edits.ts'
import { onSmtpOnly } from '../smtp-relay.ts'

const HEADER = 'X-AntiVirus: checked by Vexira Milter 1.2.0.4; VAE 6.30.0.10; VDF 6.30.0.88\r\n'

export const stampVexira: Device = {
  name: 'stamp-vexira',
  description: 'Appends the header of Vexira Milter to each message (FACTS H5).',
  open: onSmtpOnly({ rewrite: item => withHeader(item, HEADER) }),
}
