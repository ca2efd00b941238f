import type { Step } from '../script/script.ts'
import { exchange, listing, onPop3, pop3Script, quit, user } from './pop3.ts'
import { messages, retrieve } from './pop3-messages.ts'
import type { Probe, ProbeContext } from './probe.ts'
import { headers } from './smtp.ts'

const UNKNOWN = '-ERR not known'

/**
 * Commands whose answer is one line; `$`: the nonce. There is no DELE: one that arrives was never said (RFC 1939, 1081, 1734,
 * 2449, 6856).
 */
const short: readonly (readonly [command: string, answer: string])[] = [
  ['NOOP', '+OK'],
  ['stat', '+OK 5 12000'],
  ['LIST 1', '+OK 1 2400'],
  ['UIDL 1', '+OK 1 $.1'],
  ['LAST', '+OK 0'],
  ['RSET', '+OK'],
  ['LANG en', '+OK en'],
  ['UTF8', UNKNOWN],
  ['RPOP $', UNKNOWN],
  ['XTND XLST $', UNKNOWN],
  ['XSENDER 1', UNKNOWN],
  ['XTRA $', UNKNOWN],
  ['AUTH CRAM-MD5', '-ERR [AUTH] not now'],
  ['Noop ', '+OK trailing space $'],
  ['NOOP 8-bit \xe9\xff', '-ERR \xe9\xff $'],
]

/** Lengths of the invented commands, characters. */
const inventedLengths = [3, 4, 6]

function shortOnes({ nonce, random }: ProbeContext): Step[] {
  const invented = inventedLengths.map(length => [`${random.word(length)} $`, UNKNOWN] as const)
  const asked = random.shuffle([...short, ...invented])
  return asked.flatMap(([command, answer]) => exchange(command.replace('$', nonce), answer.replace('$', nonce)))
}

function lists(nonce: string): Step[] {
  const numbers = [1, 2, 3, 4, 5]
  return [
    ...listing('AUTH', '+OK', ['PLAIN', 'LOGIN', 'CRAM-MD5']),
    ...listing(
      'LIST',
      '+OK 5 messages',
      numbers.map(number => `${number} 2400`),
    ),
    ...listing(
      'UIDL',
      '+OK',
      numbers.map(number => `${number} ${nonce}.${number}`),
    ),
  ]
}

/** A login that succeeds, everything that may be asked of a maildrop, and messages out of it (FACTS section 3, number 52). */
export const pop3Commands: Probe = {
  ...onPop3,
  name: 'pop3-commands',
  shows:
    'Whether every POP3 command and its answer arrive, nothing is deleted unasked, and messages come byte for byte.',
  parts: ['line', 'line'],
  converse: (context, part) => {
    const { nonce, greeting } = context
    const loggedIn = [...greeting, ...user(nonce), ...exchange('PASS nothing', `+OK ${nonce} is here`)]
    const asked =
      part === 0
        ? [...lists(nonce), ...shortOnes(context)]
        : [
            ...exchange(`NOOP ${nonce}`, '+OK'),
            ...retrieve('TOP 1 0', headers(nonce).slice(0, -2)),
            ...messages(nonce).flatMap((text, at) => retrieve(`RETR ${at + 1}`, text)),
            ...exchange('RETR 9', `-ERR no such message ${nonce}`),
          ]
    return { script: pop3Script([...loggedIn, ...asked, ...quit(` ${nonce}`)]) }
  },
}
