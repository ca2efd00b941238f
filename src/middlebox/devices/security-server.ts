/** Check Point FireWall-1 with an SMTP resource: its own banner, and only one resource for each message. */
import type { Device } from '../device.ts'
import { onMail } from '../mail-box.ts'
import { addressOf, withGreeting } from '../smtp-edits.ts'
import type { Decision, SmtpItem } from '../smtp-stream.ts'

const BANNER = '220 CheckPoint FireWall-1 secure ESMTP server\r\n'
const OTHER_RESOURCE = '450 Mailbox Unavailable\r\n'

export const securityServer: Device = {
  name: 'security-server',
  description:
    'Greets as CheckPoint FireWall-1 and answers 450 to a recipient of another domain than the first (FACTS N8).',
  open: onMail(() => ({ smtp: serving() })),
}

/** The domain of a recipient stands for the resource that its rule leads to. */
function serving(): (item: SmtpItem) => Decision {
  let resource: string | undefined
  return item => {
    if (item.kind !== 'command') return withGreeting(item, BANNER)
    if (item.verb === 'MAIL') resource = undefined
    if (item.verb !== 'RCPT') return item.text
    const domain = addressOf(item.text).replace(/^.*@/, '').toLowerCase()
    resource ??= domain
    return domain === resource ? item.text : { answer: OTHER_RESOURCE }
  }
}
