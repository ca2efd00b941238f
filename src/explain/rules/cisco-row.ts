/**
 * What the other sessions of a row say for or against a Cisco PIX or ASA (FACTS section 4): EHLO is the sign by which
 * they are told apart. Only what is said in clear counts, because inside TLS neither sees a word.
 */
import type { Reading } from '../observation.ts'
import { cutsIn } from '../proof/pieces.ts'
import type { Passage, PassageSide } from '../smtp/passage.ts'

/** C5: the commands of RFC 821 that pass a PIX. */
export const pixVerbs: ReadonlySet<string> = new Set(['HELO', 'MAIL', 'RCPT', 'DATA', 'RSET', 'NOOP', 'QUIT'])

const more = ['AUTH', 'EHLO', 'ETRN', 'HELP', 'SAML', 'SEND', 'SOML', 'STARTTLS', 'VRFY']

/** C9: the commands that pass an ASA. */
export const asaVerbs: ReadonlySet<string> = new Set([...pixVerbs, ...more])

/** Not a PIX: it lets no more than its seven verbs pass, and EHLO is none of them. */
export function isNoPix(row: readonly Reading[]): boolean {
  const passesMore = someCommand(row, (verb, arrived) => arrived && verb !== '' && !pixVerbs.has(verb))
  return passesMore || !masksEhlo(row)
}

/** Not an ASA: there EHLO works. */
export function isNoAsa(row: readonly Reading[]): boolean {
  return masksEhlo(row) || !someCommand(row, (verb, arrived) => verb === 'EHLO' && arrived)
}

function masksEhlo(row: readonly Reading[]): boolean {
  return someCommand(row, (verb, arrived) => verb === 'EHLO' && !arrived)
}

/** Commands whose verb left in one piece: of others an ASA crosses out every one (FACTS C9). */
function someCommand(row: readonly Reading[], test: (verb: string, arrived: boolean) => boolean): boolean {
  return row.some(reading =>
    reading.passages.some(({ kind, sent, equal, lane }) => {
      if (kind !== 'command' || sent === null || lane.layer !== 'wire') return false
      return isInOnePiece(reading, sent, lane) && test(sent.verb, equal)
    }),
  )
}

function isInOnePiece(reading: Reading, { at, verb }: PassageSide, lane: Passage['lane']): boolean {
  return cutsIn(reading, lane, at).every(cut => cut >= verb.length)
}
