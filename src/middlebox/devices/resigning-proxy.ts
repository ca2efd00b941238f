/** A gateway that scans in clear and inside TLS: its own greeting, its own certificate, a trace header, and no viruses. */
import type { Device } from '../device.ts'
import { type HeldMessage, holdMessages, wholeOf } from '../held-message.ts'
import { onMail } from '../mail-box.ts'
import { holdsVirus } from '../signatures.ts'
import { withGreeting } from '../smtp-edits.ts'
import type { Rewrite } from '../smtp-stream.ts'

const NAME = 'gateway.example'
/** A fixed date: a device has no clock. */
const RECEIVED = `Received: from client by ${NAME} with ESMTPS; Tue, 24 Nov 2026 00:00:00 +0000\r\n`
const NOTICE = 'The attachment was removed because it carried a virus.\r\n'

export const resigningProxy: Device = {
  name: 'resigning-proxy',
  description:
    'Greets itself, opens the TLS that STARTTLS begins with its own certificate, adds a Received header and replaces infected bodies (FACTS N2, N18).',
  open: onMail(() => ({ smtp: scanning(), smtpInsideTls: scanning() })),
}

function scanning(): Rewrite {
  const hold = holdMessages(message => RECEIVED + wholeOf(cleaned(message)))
  return item => hold(item) ?? withGreeting(item, `220 ${NAME} ESMTP ready\r\n`)
}

function cleaned(message: HeldMessage): HeldMessage {
  return holdsVirus(message.body) ? { ...message, body: NOTICE } : message
}
