import { bytesOf } from '../bytes.ts'
import type { Step } from '../script/script.ts'
import type { Probe } from './probe.ts'
import { block, command, dialog, ehlo, exchange, onSmtp, reply } from './smtp.ts'

const startTls: Step = { kind: 'start-tls' }

/** How long the dialer waits for the reply behind: once TLS has begun, words in clear that come late would break it. */
const LATE_MS = 2000

/**
 * STARTTLS that was not offered, and with an argument (RFC 3207, 4 forbids both); then one with a command in the same
 * packet, which must vanish: whoever answers it inside TLS lets strangers speak there.
 */
function withMoreBehind(nonce: string): Step[] {
  return [
    ...exchange('STARTTLS', `502 5.5.1 not offered ${nonce}`),
    ...ehlo(nonce, ['STARTTLS', '8BITMIME']),
    ...exchange(`STARTTLS ${nonce}`, '501 5.5.4 no argument, please'),
    block(['STARTTLS', `NOOP in clear ${nonce}`], 'STARTTLS'),
    reply('220 2.0.0 go ahead\r\n', '220'),
    startTls,
  ]
}

/** The same from the other side: a reply in clear behind the one that starts TLS. The dialer hears both, and then starts. */
function withReplyBehind(nonce: string): Step[] {
  const both: Step = {
    kind: 'say',
    by: 'answerer',
    bytes: bytesOf(`220 2.0.0 go ahead\r\n250 2.0.0 in clear ${nonce}\r\n`),
    until: { kind: 'reply', lines: 2, patienceMs: LATE_MS },
    require: '220',
  }
  return [...ehlo(nonce, ['8BITMIME', 'STARTTLS']), command('STARTTLS', 'STARTTLS'), both, startTls]
}

/** STARTTLS as it is not meant to be (FACTS section 3, numbers 20 and 21). */
export const smtpStarttlsForms: Probe = {
  ...onSmtp,
  name: 'smtp-starttls-forms',
  shows:
    'Whether STARTTLS arrives when it is not offered or has an argument, and what becomes of words right behind it.',
  parts: ['line', 'line'],
  converse: (context, part) => {
    const { nonce } = context
    const inside = [...ehlo(nonce, ['8BITMIME']), ...exchange(`NOOP ${nonce}`, `250 2.0.0 ok ${nonce}`)]
    const before = part === 0 ? withMoreBehind(nonce) : withReplyBehind(nonce)
    return dialog(context, ['8BITMIME', 'HELP'], [...before, ...inside])
  },
}
