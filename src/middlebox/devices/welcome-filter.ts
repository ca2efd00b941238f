/** Stormshield and NETASQ: nobody shall learn the server's name, long lines are cut, and some commands are blocked. */
import type { Device } from '../device.ts'
import { lineLimit } from '../line-limit.ts'
import { onMail } from '../mail-box.ts'
import { isGreeting, withGreeting, withReplyName } from '../smtp-edits.ts'
import type { Decision, SmtpItem } from '../smtp-stream.ts'

const BANNER = '220 ESMTP\r\n'
const BLOCKED = new Set(['BDAT', 'STARTTLS', 'EXPN', 'VRFY', 'TURN'])
const REFUSAL = '502 5.5.1 Command not allowed\r\n'
const LINE_BYTES = 1000

export const welcomeFilter: Device = {
  name: 'welcome-filter',
  description:
    'Makes the banner anonymous, removes the server name from the reply to EHLO and HELO, cuts lines at 1000 bytes and blocks BDAT, STARTTLS, EXPN, VRFY and TURN (FACTS N16).',
  open: onMail(() => ({ smtp: filtering() })),
}

function filtering(): (item: SmtpItem) => Decision {
  const cut = lineLimit(LINE_BYTES)
  return item => {
    if (isGreeting(item)) return withGreeting(item, BANNER)
    if (item.kind === 'command' && BLOCKED.has(item.verb)) return { answer: REFUSAL }
    if (item.kind === 'header' || item.kind === 'body') return cut(item.text)
    return withReplyName(item, withoutName)
  }
}

/** The name is the first word (RFC 5321, 4.1.1.1). */
function withoutName(words: string): string {
  return words.replace(/^\S+ ?/, '')
}
