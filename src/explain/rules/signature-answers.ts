/**
 * Gateways that answer the test string of antivirus programs with a code of their own, of which the source gives no words
 * (FACTS N9, N10). Others answer with these codes too, so they fit and are never named; and only where the twin of the
 * message, one byte of it changed, was taken.
 */
import type { Sighting } from '../group.ts'
import { agrees, type Reading } from '../observation.ts'
import { type Rule, replies } from './rule.ts'

/** The probes that send test strings: a string in an even part, its twin in the part behind it. */
const signatureProbe = /-signatures$/

/** The session that sends what this one sends but for one byte; null where this one sends no test string. */
function twinOf({ session }: Reading): Pick<Reading['session'], 'probe' | 'part'> | null {
  if (!signatureProbe.test(session.probe) || session.part % 2 !== 0) return null
  return { probe: session.probe, part: session.part + 1 }
}

function isTwinTaken(reading: Reading, row: readonly Reading[]): boolean {
  const twin = twinOf(reading)
  if (twin === null) return false
  const its = row.filter(({ session }) => session.probe === twin.probe && session.part === twin.part)
  return its.length > 0 && its.every(agrees)
}

/** The dialer heard a reply with this code, and the answerer never said one. */
function hearsAlone({ comparison }: Reading, code: string): boolean {
  if (comparison.kind !== 'pair') return false
  const line = new RegExp(`^${code}[ -]`, 'm')
  const text = (bytes: Uint8Array) => Buffer.from(bytes).toString('latin1')
  return comparison.flows.some(
    ({ flow, sent, heard }) => flow === 'answerer-to-dialer' && line.test(text(heard)) && !line.test(text(sent)),
  )
}

function answers(code: string): Rule['proof'] {
  return {
    kind: 'set',
    of: 'event',
    happens: ({ reading }: Sighting, row) => hearsAlone(reading, code) && isTwinTaken(reading, row),
  }
}

export const signatureAnswers: readonly Rule[] = [
  {
    device: 'Check Point Safe@Office',
    feature: 'VStream antivirus',
    does: 'Answers an infected message with 554 in the place of the server.',
    flow: 'answerer-to-dialer',
    fact: 'N9',
    mark: 'V',
    covers: replies,
    proof: answers('554'),
    tell: 'VStream replaces an infected message in IMAP and deletes it in POP3',
    remedy: 'Check Point: switch off the VStream rule for mail.',
    sources: 'SofaWare Safe@Office user manual p.468',
  },
  {
    device: 'SonicWall',
    feature: 'Gateway Anti-Virus',
    does: 'Answers an infected message with 552 in the place of the server, and closes the connection.',
    flow: 'answerer-to-dialer',
    fact: 'N10',
    mark: 'V',
    covers: replies,
    proof: answers('552'),
    tell: 'a SonicWall says DELE in POP3 when an infected mail is fetched, and the client never said it',
    remedy: 'SonicWall: untick the inspection of SMTP in the Gateway Anti-Virus settings.',
    sources: 'manualsdump.com/amp/en/manuals/41099/10',
  },
]
