import type { Random } from '../plan/random.ts'
import type { Probe } from './probe.ts'
import { dialog, ehlo, exchange, onSmtp } from './smtp.ts'
import { keywords } from './smtp-ehlo.ts'

/** Lengths of the invented keywords, characters: what a mask does with each, and how it counts (FACTS C7). */
const LONGEST_WORD = 20

/** One letter off: is matching exact, or by prefix? And a keyword without the number that it mostly has. */
const nearMisses = ['STARTTLZ', 'STARTTL', 'XSTARTTLS', 'STARTTLSX', '8BITMIM', 'SIZES 1000', 'PIPELININGS', 'SIZE']

/** Lists with more than one word, in the new spelling and in the old one of RFC 2554, 3; and what F-Secure lowers (N15). */
const parameters = [
  'SIZE 4294967296',
  'AUTH PLAIN LOGIN CRAM-MD5 DIGEST-MD5 NTLM GSSAPI XOAUTH2 SCRAM-SHA-256',
  'AUTH=LOGIN PLAIN',
  'AUTH=PLAIN',
]

/** STARTTLS first, in the middle and last, among all others in seeded order. */
function ordered(random: Random): string[][] {
  const others = keywords.filter(word => word !== 'STARTTLS')
  return [0, Math.floor(others.length / 2), others.length].map(at =>
    random.shuffle(others).toSpliced(at, 0, 'STARTTLS'),
  )
}

/** Without an X in front, and the shortest far up in the alphabet: none may look as if it had been masked. */
function invented(random: Random): string[][] {
  const words = Array.from({ length: LONGEST_WORD }, (_, at) => (at === 0 ? 'Z' : `Z${random.word(at)}`))
  const lower = words.slice(3, 7).map(word => word.toLowerCase())
  return [random.shuffle(words), [...lower, ...words.slice(7, 10).map(word => `${word} ${random.word(5)}=1 b`)]]
}

/** One EHLO after the other in a session (RFC 5321, 4.1.4), each with another reply. */
export const smtpEhloWords: Probe = {
  ...onSmtp,
  name: 'smtp-ehlo-words',
  shows: 'Whether a reply to EHLO arrives as it was said, whatever keywords it holds and in whatever order.',
  parts: ['line'],
  converse: context => {
    const { nonce, random } = context
    const lists = [...ordered(random), parameters, ['SIZE 0'], nearMisses, ...invented(random)]
    const noop = exchange(`NOOP ${nonce}`, `250 2.0.0 ok ${nonce}`)
    return dialog(context, ['HELP'], [...lists.flatMap(list => ehlo(nonce, list)), ...noop])
  },
}
