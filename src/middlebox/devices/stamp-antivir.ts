/** AntiVir MailGate: one header says that it was there. */
import type { Device } from '../device.ts'
import { withHeader } from '../smtp-edits.ts'
import { onSmtpOnly } from '../smtp-relay.ts'

const HEADER =
  'X-AntiVirus: checked by AntiVir MailGate (version: 2.1.2-14; AVE: 7.9.0.1; VDF: 7.1.2.3; host: gateway)\r\n'

export const stampAntivir: Device = {
  name: 'stamp-antivir',
  description: 'Appends the header of AntiVir MailGate to each message (FACTS H5).',
  open: onSmtpOnly({ rewrite: item => withHeader(item, HEADER) }),
}
