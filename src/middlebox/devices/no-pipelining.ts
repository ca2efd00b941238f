/** D-Link and Clavister with an SMTP ALG: pipelining is neither offered nor let through. */
import type { Device } from '../device.ts'
import { onMail } from '../mail-box.ts'
import { withKeywords } from '../smtp-edits.ts'
import type { Decision, SmtpItem } from '../smtp-stream.ts'
import { unansweredCounter } from '../unanswered.ts'

const REJECTED = '503 5.5.0 Command rejected\r\n'
const DROPPED = new Set(['PIPELINING', 'CHUNKING'])

export const noPipelining: Device = {
  name: 'no-pipelining',
  description:
    'Removes PIPELINING and CHUNKING from the EHLO reply and rejects every command that does not wait for the last reply (FACTS N13).',
  open: onMail(() => ({ smtp: rejecting() })),
}

function rejecting(): (item: SmtpItem) => Decision {
  const count = unansweredCounter()
  let unanswered = 0
  return item => {
    if (item.kind === 'command' && unanswered > 0) return { answer: REJECTED }
    unanswered = count(item).after
    return withKeywords(item, keyword => !DROPPED.has(keyword))
  }
}
