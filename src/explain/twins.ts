/**
 * The twins of test strings: a message that differs in one byte and carries no test string any more. Where it came through
 * and the string did not, the device goes by what is in a message. Pure.
 */
import { rowKey, type SessionFacts } from '../plan/session.ts'
import type { Finding } from './finding.ts'
import { agrees, type Judged } from './observation.ts'
import { readSession } from './read.ts'

/** The probes that send test strings: a string in an even part, its twin in the part behind it. */
const signatureProbe = /-signatures$/

const SENTENCE = 'The same with one byte of the test string changed came through: it goes by what is in the message.'

/** The same findings; those that test strings alone show say so when their twins came through. */
export function withTwins(findings: readonly Finding[], results: readonly Judged[]): readonly Finding[] {
  if (!results.some(({ session }) => signatureProbe.test(session.probe))) return findings
  const sessions = new Map(results.map(({ session }) => [session.id, session]))
  return findings.map(finding => {
    const shown = finding.evidence.flatMap(({ session }) => sessions.get(session) ?? [])
    const isAlone = shown.length > 0 && shown.every(it => isOfString(it) && hasTwinThrough(it, results))
    return isAlone ? { ...finding, summary: `${finding.summary} ${SENTENCE}` } : finding
  })
}

function isOfString({ probe, part }: SessionFacts): boolean {
  return signatureProbe.test(probe) && part % 2 === 0
}

function hasTwinThrough(string: SessionFacts, results: readonly Judged[]): boolean {
  const twins = results.filter(
    ({ session }) =>
      session.variant === undefined &&
      session.probe === string.probe &&
      session.part === string.part + 1 &&
      rowKey(session.row) === rowKey(string.row),
  )
  return twins.length > 0 && twins.every(it => agrees(readSession(it, { clientNat: null, untested: null })))
}
