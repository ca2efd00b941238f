/** F-Secure Internet Gatekeeper: a proxy with a banner and authentication of its own, and little patience. */
import type { Device } from '../device.ts'
import { type End, type MailBox, onMail } from '../mail-box.ts'
import { isGreeting, joinReply, keywordLines, keywordOf, withGreeting } from '../smtp-edits.ts'
import type { Decision, SmtpItem } from '../smtp-stream.ts'

const BANNER = '220 gateway.example F-Secure/fsigk_smtp/550/gateway.example\r\n'
const POP3_BANNER = '+OK F-Secure/fsigk_pop/550/gateway.example\r\n'
const BAD_SENDER = '501 Syntax error (MAIL FROM:) (F-Secure Internet Gatekeeper)\r\n'

const REMOVED = new Set(['CHUNKING', 'BINARYMIME', 'PIPELINING', 'STARTTLS'])
const LARGEST_SIZE = 2_000_000_000

const SENDER = /^[ \t]*MAIL[ \t]+FROM:[ \t]*<[^<>]*>/i

export const gatekeeper: Device = {
  name: 'gatekeeper',
  description:
    'Greets as F-Secure, removes four EHLO keywords, lowers SIZE, adds AUTH, and ends the session at a refused recipient (FACTS N15).',
  speaks: ['pop3'],
  open: onMail(
    (end: End): MailBox => ({
      smtp: item => rewrite(item, end),
      pop3: item => (item.kind === 'greeting' ? POP3_BANNER : item.text),
    }),
  ),
}

function rewrite(item: SmtpItem, end: End): Decision {
  if (item.kind === 'command' && item.verb === 'MAIL' && !SENDER.test(item.text)) return { answer: BAD_SENDER }
  if (isGreeting(item)) return withGreeting(item, BANNER)
  if (item.kind !== 'reply') return item.text
  if (item.to === 'EHLO' && item.text.startsWith('250')) return offerOf(item)
  if (item.to !== 'RCPT' || !item.complete || item.text.startsWith('250')) return item.text
  return end({ dialer: { says: item.text, by: 'fin' }, answerer: { by: 'fin' } })
}

function offerOf(reply: Extract<SmtpItem, { kind: 'reply' }>): string {
  const { greeting, keywords } = keywordLines(reply)
  const kept = keywords.filter(line => !REMOVED.has(keywordOf(line))).map(lowerSize)
  const adds = reply.complete && !kept.some(line => keywordOf(line) === 'AUTH')
  return joinReply([...greeting, ...kept, ...(adds ? ['250 AUTH PLAIN LOGIN\r\n'] : [])], reply.complete)
}

/** SIZE 0 and a SIZE without a number (RFC 1870, 6.1) set no limit; there is nothing to lower. */
function lowerSize(line: string): string {
  return line.replace(
    /^(250[- ]SIZE )(\d+)/i,
    (_, before: string, size: string) => `${before}${Math.min(Number(size), LARGEST_SIZE)}`,
  )
}
