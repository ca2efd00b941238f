/** Cisco ASA with `inspect esmtp` and its default policy. Every edit is made in place. */
import type { Device } from '../device.ts'
import { crossOutVerb, keywordLines, keywordOf, maskBanner } from '../smtp-edits.ts'
import { onSmtpOnly } from '../smtp-relay.ts'
import type { Rewrite, SmtpItem } from '../smtp-stream.ts'

/** FACTS C9: the commands that the guide lists as accepted. */
const ACCEPTED = new Set(
  'DATA HELO MAIL NOOP QUIT RCPT RSET AUTH EHLO ETRN HELP SAML SEND SOML STARTTLS VRFY'.split(' '),
)

/** FACTS C7: the EHLO keywords that were seen unmasked. `AUTH=` is the old spelling, with its first mechanism. */
const UNMASKED = /^(PIPELINING|SIZE|VRFY|ETRN|AUTH|AUTH=.*|ENHANCEDSTATUSCODES|8BITMIME|DSN)$/

export const asaEsmtp: Device = {
  name: 'asa-esmtp',
  description:
    'Cisco ASA inspect esmtp: masks the banner and unknown EHLO keywords, STARTTLS too, and crosses out commands (FACTS C1, C7, C9).',
  open: context => onSmtpOnly({ rewrite: inspector() })(context),
}

/** One connection. The letters count per reply, which may pass in two parts. */
function inspector(): Rewrite {
  let maskedCount = 0
  return item => {
    switch (item.kind) {
      case 'command':
        return ACCEPTED.has(item.verb) ? item.text : crossOutVerb(item.text)
      case 'rest':
        return item.to === 'greeting' ? maskBanner(item.text) : item.text
      case 'reply':
        if (item.to === 'greeting') return maskBanner(item.text)
        if (item.to !== 'EHLO') return item.text
        if (item.begins) maskedCount = 0
        return maskKeywords(item, () => maskedCount++)
      default:
        return item.text
    }
  }
}

/** FACTS C7: the keyword alone is masked; whether its parameters are is not known. */
function maskKeywords(reply: Extract<SmtpItem, { kind: 'reply' }>, count: () => number): string {
  const { greeting, keywords } = keywordLines(reply)
  const masked = keywords.map(line => {
    const keyword = keywordOf(line)
    if (keyword === '' || UNMASKED.test(keyword)) return line
    return line.replace(/^(250[- ])[^ \t\r\n]+/, `$1${maskOf(keyword.length, count())}`)
  })
  return [...greeting, ...masked].join('')
}

/** `XXXXXXXA`, and in the next masked word of the reply B for A. Past Z the formula of FACTS C7 is followed as it stands. */
function maskOf(length: number, index: number): string {
  return 'X'.repeat(length - 1) + String.fromCharCode(65 + index)
}
