/**
 * WatchGuard SMTP proxy: what is on no list does not pass, and of too many recipients some are lost without a word.
 * Its greeting and its HELP are those by which scanners know it.
 */
import type { Device } from '../device.ts'
import { onMail } from '../mail-box.ts'
import { isGreeting, withGreeting, withKeywords } from '../smtp-edits.ts'
import type { Decision, SmtpItem } from '../smtp-stream.ts'

const BANNER = '220 SMTP service ready\r\n'
const HELP = '214-Commands:\r\n214-\tDATA\tRCPT\tMAIL\tQUIT\tRSET\r\n214 \tHELO\tVRFY\tEXPN\tHELP\tNOOP\r\n'
const SWALLOWED = '250 Recipient ok\r\n'

/** FACTS N12 names no list and no number; these are of the usual kind. */
const KEYWORDS = new Set(['SIZE', '8BITMIME', 'AUTH'])
const HEADERS =
  /^(from|to|cc|subject|date|message-id|reply-to|sender|received|references|in-reply-to|mime-version|content-[a-z-]+)$/i
const RECIPIENTS = 99

export const allowList: Device = {
  name: 'allow-list',
  description:
    'Greets itself, removes EHLO keywords and headers that are on no list, and swallows recipients beyond the 99th (FACTS N12).',
  open: onMail(() => ({ smtp: filtering() })),
}

function filtering(): (item: SmtpItem) => Decision {
  const passHeader = headerFilter()
  let recipients = 0
  return item => {
    if (item.kind === 'header') return passHeader(item.text)
    if (isGreeting(item)) return withGreeting(item, BANNER)
    if (item.kind !== 'command') return withKeywords(item, keyword => KEYWORDS.has(keyword))
    if (item.verb === 'HELP') return { answer: HELP }
    if (item.verb === 'MAIL') recipients = 0
    if (item.verb === 'RCPT') recipients += 1
    return item.verb === 'RCPT' && recipients > RECIPIENTS ? { answer: SWALLOWED } : item.text
  }
}

/** What continues a field, folded or in the next piece of a long line, goes the way of its beginning. */
function headerFilter(): (text: string) => string {
  let passes = true
  let midLine = false
  return text => {
    if (!midLine && !/^[ \t]/.test(text)) passes = HEADERS.test(/^[^:\s]*/.exec(text)?.[0] ?? '')
    midLine = !text.endsWith('\n')
    return passes ? text : ''
  }
}
