import type { Probe } from './probe.ts'
import { dialog, exchange, onSmtp } from './smtp.ts'

/**
 * Every verb that is registered or was in wide use, with the arguments of its syntax and a reply that leaves the
 * conversation where it is: nothing here starts mail data or TLS (RFC 5321, 821, 1869, 1985, 2645, 3030, 4468, 4954).
 */
const registered: readonly (readonly [command: string, reply: string])[] = [
  ['MAIL FROM:<$@client.example>', '250 2.1.0 sender ok'],
  ['RCPT TO:<$@probe.example>', '250 2.1.5 recipient ok'],
  ['RSET', '250 2.0.0 reset'],
  ['NOOP $', '250 2.0.0 ok'],
  ['HELP', '214 2.0.0 commands'],
  ['VRFY $', '252 2.1.5 cannot verify'],
  ['EXPN $', '502 5.5.1 not done'],
  ['HELO $', '250 probe.example'],
  ['DATA', '503 5.5.1 no recipients'],
  ['BDAT 0 LAST', '503 5.5.1 no recipients'],
  ['AUTH $', '504 5.5.4 no such mechanism'],
  ['STARTTLS', '454 4.7.0 not now'],
  ['ETRN $', '458 4.0.0 no queue'],
  ['ATRN $', '502 5.5.1 not done'],
  ['TURN', '502 5.5.1 not done'],
  ['SEND FROM:<$@client.example>', '502 5.5.1 not done'],
  ['SOML FROM:<$@client.example>', '502 5.5.1 not done'],
  ['SAML FROM:<$@client.example>', '502 5.5.1 not done'],
  ['BURL imap://$', '503 5.5.1 no recipients'],
  ['ONEX', '250 2.0.0 ok'],
  ['VERB', '250 2.0.0 ok'],
  ['XCLIENT NAME=$', '550 5.7.0 not you'],
  ['XFORWARD NAME=$', '550 5.7.0 not you'],
  ['X-LINK2STATE $', '500 5.3.3 not known'],
  ['XEXCH50 1 2', '500 5.3.3 not known'],
  ['DEBUG', '500 5.5.2 not known'],
  ['WIZ', '500 5.5.2 not known'],
  ['KILL $', '500 5.5.2 not known'],
  ['XADR $', '500 5.5.2 not known'],
  ['XYZZ $', '500 5.5.2 not known'],
]

/** Lengths of the invented verbs, characters: some devices treat verbs under four bytes apart (FACTS C9). */
const inventedLengths = [3, 4, 5, 6, 7, 8]

/** Few enough verbs a session for a run of few round trips, few enough sessions to go together on one port. */
const parts = 3

/** What is refused for want of recipients is said before there are any: a device that keeps count must not be lied to. */
function beforeRecipients(asked: readonly (readonly [command: string, reply: string])[]) {
  const refused = asked.filter(([, answer]) => answer.startsWith('503'))
  return [...refused, ...asked.filter(it => !refused.includes(it))]
}

/** Every verb that has a meaning and some that have none, in seeded order, dealt out to several sessions. */
export const smtpVerbs: Probe = {
  ...onSmtp,
  name: 'smtp-verbs',
  shows: 'Whether every SMTP command arrives, known and invented.',
  parts: Array.from({ length: parts }, () => 'line' as const),
  converse: (context, part) => {
    const { nonce, random } = context
    const invented = inventedLengths.map(length => [`${random.word(length)} $`, '500 5.5.2 not known'] as const)
    const mine = random.shuffle([...registered, ...invented]).filter((_, at) => at % parts === part)
    const asked = beforeRecipients(mine).flatMap(([line, answer]) =>
      exchange(line.replace('$', nonce), `${answer} ${nonce}`),
    )
    return dialog(context, ['8BITMIME', 'PIPELINING'], asked)
  },
}
