/** Dr.Web MailD: one header says that it was there. */
import type { Device } from '../device.ts'
import { withHeader } from '../smtp-edits.ts'
import { onSmtpOnly } from '../smtp-relay.ts'

const HEADER = 'X-AntiVirus: Checked by Dr.Web [MailD: 6.0.2.3, SE: 7.0.1.2, Core: 7.0.1.3]\r\n'

export const stampDrweb: Device = {
  name: 'stamp-drweb',
  description: 'Appends the header of Dr.Web MailD to each message (FACTS H5).',
  open: onSmtpOnly({ rewrite: item => withHeader(item, HEADER) }),
}
