/**
 * What a device goes by: after a fault the same words were said on a neutral port, inside TLS, and with one letter changed;
 * where they came through tells whether it is bound to the port, to the words, or always there. Pure.
 */
import type { PairComparison } from '../diff/comparison.ts'
import type { Edit, Flow } from '../diff/edit.ts'
import { linesRound } from '../diff/place.ts'
import { isLetter, nextLetter } from '../plan/near-miss.ts'
import { type AskedVariant, rowKey, type SessionFacts } from '../plan/session.ts'
import type { Role } from '../script/script.ts'
import type { Layer } from '../tape/tape.ts'
import type { Evidence, Finding, Trigger } from './finding.ts'
import { agrees, type Judged, type Observation, type Reading, type Trace } from './observation.ts'
import { readSession } from './read.ts'
import type { Stretch } from './smtp/dialog.ts'

/** Of a flow without lines so many bytes before and behind are looked at. */
const ROUND_BYTES = 40

/** What of a flow belongs to one change: its whole lines, or what is near it. */
export function stretchRound(sent: Uint8Array, at: number): Stretch {
  const line = linesRound(sent, at, Math.min(at + 1, sent.length))
  return { from: Math.max(line.from, at - ROUND_BYTES), to: Math.min(line.to, at + ROUND_BYTES) }
}

/**
 * Where the letter stands that the near-miss twin changes: the last one of the word that was changed, or of the next one in
 * its line; null where there is none. What is in `keep` (the session's nonce) stays as it is.
 */
export function letterIn(sent: Uint8Array, at: number, keep: string): number | null {
  const { from, to } = stretchRound(sent, at)
  const text = Buffer.from(sent.subarray(from, to)).toString('latin1')
  const words = [...text.matchAll(/[A-Za-z]{2,}/g)].map(({ 0: word, index }) => {
    return { from: from + index, to: from + index + word.length }
  })
  const free = words.filter(word => !isKept(sent, word, keep))
  const chosen = free.find(word => word.to > at) ?? free.at(-1)
  return chosen === undefined ? null : chosen.to - 1
}

function isKept(sent: Uint8Array, { from, to }: Stretch, keep: string): boolean {
  const round = Buffer.from(sent.subarray(Math.max(0, from - keep.length), to + keep.length)).toString('latin1')
  const start = Math.max(0, from - keep.length)
  for (let at = round.indexOf(keep); keep !== '' && at >= 0; at = round.indexOf(keep, at + 1)) {
    if (start + at < to && start + at + keep.length > from) return true
  }
  return false
}

/** The flow, layer and offset that a finding is about, as its first evidence has them. */
export function spotOf({ flow, layer, offsets, edits }: Evidence): { flow: Flow; layer: Layer; at: number } {
  return { flow, layer, at: edits[0]?.sentAt ?? offsets.sent }
}

/** An answer of the device's own: what it answers is the cause. */
const answered = /\.starttls\.refused$|\.(?:reply|response)\.added$/

/** The evidence of a finding, that of what the device went by first. */
export function causesFirst({ id, flow, evidence }: Finding): readonly Evidence[] {
  if (!answered.test(id)) return evidence
  const causes = evidence.filter(it => it.flow !== flow)
  return [...causes, ...evidence.filter(it => !causes.includes(it))]
}

/** The flow of what an end says. */
export function flowBy(role: Role): Flow {
  return role === 'dialer' ? 'dialer-to-answerer' : 'answerer-to-dialer'
}

/** The same findings; those that were asked about in other ways say what came of it. */
export function withTriggers(findings: readonly Finding[], results: readonly Judged[]): readonly Finding[] {
  const variants = results.filter(it => it.session.variant !== undefined)
  if (variants.length === 0) return findings
  const sessions = new Map(results.map(({ session }) => [session.id, session]))
  return findings.map(finding => {
    const mine = variants.filter(it => isAbout(finding, it, sessions))
    const trigger = triggerOf(finding, mine, sessions)
    if (trigger === null) return finding
    return {
      ...finding,
      trigger,
      summary: `${finding.summary} ${triggerSentence(trigger, finding.sizeLimits !== undefined)}`,
    }
  })
}

/** The variant asks what one of the sessions asked that show the finding. */
function isAbout(finding: Finding, { session }: Judged, sessions: ReadonlyMap<string, SessionFacts>): boolean {
  const of = sessions.get(session.variant?.of ?? '')
  if (of === undefined || session.variant?.kind === 'size') return false
  return finding.evidence.some(({ session: id }) => {
    const shows = sessions.get(id)
    return (
      shows !== undefined && shows.probe === of.probe && shows.part === of.part && rowKey(shows.row) === rowKey(of.row)
    )
  })
}

type Kind = 'comparison-port' | 'inside-tls' | 'near-miss'

function triggerOf(
  finding: Finding,
  variants: readonly Judged[],
  sessions: ReadonlyMap<string, SessionFacts>,
): Trigger | null {
  const told = (kind: Kind) =>
    variants
      .filter(it => it.session.variant?.kind === kind)
      .map(judged => ({ judged, same: isSame(finding, judged, sessions) }))
      .find(it => it.same !== null)
  const [port, tls, twin] = [told('comparison-port'), told('inside-tls'), told('near-miss')]
  if (port === undefined && tls === undefined && twin === undefined) return null
  const word = twin === undefined ? null : wordOf(twin.judged)
  return {
    comparisonPort: port === undefined ? null : { port: port.judged.session.row.port, same: port.same === true },
    insideTls: tls === undefined ? null : { same: tls.same === true },
    nearMiss: twin === undefined || word === null ? null : { ...word, same: twin.same === true },
  }
}

/** True: the same happened again. False: it came through. Null: neither is proved. */
function isSame(finding: Finding, judged: Judged, sessions: ReadonlyMap<string, SessionFacts>): boolean | null {
  const { comparison, session } = judged
  if (comparison.kind !== 'pair') return null
  const reading = readSession(judged, { clientNat: null, untested: null })
  if (agrees(reading)) return false
  const of = session.variant?.of
  const shown = causesFirst(finding).filter(it => sessions.get(it.session)?.probe === sessions.get(of ?? '')?.probe)
  if (session.variant?.kind === 'inside-tls') return isSameInside(finding, comparison, reading)
  const asked = session.variant?.kind === 'near-miss' ? flowBy(session.variant.by) : null
  const cause = shown.find(it => asked === null || it.flow === asked)
  if (cause === undefined) return null
  const spot = spotOf(cause)
  const flow = comparison.flows.find(it => it.flow === spot.flow && it.layer === spot.layer)
  if (flow === undefined || flow.sent.length <= spot.at) return null
  const round = stretchRound(flow.sent, spot.at)
  if (session.variant?.kind === 'near-miss' && !isIn(session.variant, round)) return null
  if (flow.edits.some(it => touches(it, round)) || showsAgain(finding, reading, { flow: spot.flow, round })) return true
  return (flow.unheard?.sentAt ?? flow.sent.length) >= round.to ? false : null
}

/** Before TLS began the greeting was said in clear, and what became of it there says nothing. */
function isSameInside(
  { id, flow }: Finding,
  { flows, tls }: PairComparison,
  { observations, stalls }: Reading,
): boolean | null {
  const inside = flows.filter(({ layer }) => layer === 'tls')
  if (tls?.exporterEqual !== true || inside.length === 0) return null
  const isOfInside = ({ traces }: { readonly traces: readonly Trace[] }) => traces.some(it => it.lane.layer === 'tls')
  // The greeting that is said again inside is read as a reply, so that words may come out by another name there.
  const isEvent = id.startsWith('tcp.')
  const isAlike = (it: Observation) => (isEvent ? it.id === id : !it.id.startsWith('tcp.'))
  const isIt = (it: Observation) => isAlike(it) && it.flow === flow && isOfInside(it)
  if (observations.some(isIt) || (id === 'tcp.stalled' && stalls.some(isOfInside))) return true
  return inside.every(({ edits, unheard }) => edits.length === 0 && unheard === null) ? false : null
}

function isIn({ at }: Extract<AskedVariant, { kind: 'near-miss' }>, { from, to }: Stretch): boolean {
  return at >= from && at < to
}

/** The finding's own id, at this place of the flow where one is given. */
function showsAgain(
  { id, flow }: Finding,
  { observations, stalls }: Reading,
  at: { readonly flow: Flow; readonly round: Stretch },
): boolean {
  if (id === 'tcp.stalled') return stalls.some(it => it.flow === flow)
  const isThere = ({ lane, sent }: Trace) => lane.flow === at.flow && overlap(sent, at.round)
  return observations
    .filter(it => it.id === id && it.flow === flow)
    .some(({ traces }) => traces.length === 0 || traces.some(isThere))
}

function overlap(a: Stretch, b: Stretch): boolean {
  return a.from < b.to && b.from < a.to
}

function touches({ sentAt, sentBytes }: Edit, { from, to }: Stretch): boolean {
  // What was done to the line before is another thing; what was put in stands where it stands.
  return sentAt < to && (sentBytes === 0 ? sentAt >= from : sentAt + sentBytes > from)
}

/** The word with its letter as it was and as it was asked anew. */
function wordOf({ session, comparison }: Judged): { word: string; as: string } | null {
  const { variant } = session
  if (variant?.kind !== 'near-miss' || comparison.kind !== 'pair') return null
  const sent = flowOf(comparison, flowBy(variant.by))
  let from = variant.at
  while (isLetter(sent[from - 1] ?? 0)) from -= 1
  const as = Buffer.from(sent.subarray(from, variant.at + 1)).toString('latin1')
  return as === '' ? null : { word: as.slice(0, -1) + letterBefore(as), as }
}

/** The letter of which the last one of `word` is the next. */
function letterBefore(word: string): string {
  const last = word.charCodeAt(word.length - 1)
  const letters = Array.from({ length: 26 }, (_, at) => (last < 0x61 ? 0x41 : 0x61) + at)
  return String.fromCharCode(letters.find(letter => nextLetter(letter) === last) ?? last)
}

function flowOf({ flows }: PairComparison, flow: Flow): Uint8Array {
  return flows.find(it => it.flow === flow && it.layer === 'wire')?.sent ?? new Uint8Array(0)
}

/** `Asked again: on port 10045 and inside TLS it came through; ... It goes by the port.` */
export function triggerSentence({ comparisonPort, insideTls, nearMiss }: Trigger, isOfSize = false): string {
  const ways = [
    { tried: comparisonPort, words: `on port ${comparisonPort?.port}` },
    { tried: insideTls, words: 'inside TLS' },
    { tried: nearMiss, words: `with one letter changed (${nearMiss?.word} as ${nearMiss?.as})` },
  ]
  const through = ways.filter(({ tried }) => tried?.same === false).map(({ words }) => words)
  const same = ways.filter(({ tried }) => tried?.same === true).map(({ words }) => words)
  const said = [
    ...(through.length > 0 ? [`${joined(through)} the words came through`] : []),
    ...(same.length > 0 ? [`${joined(same)} the same happened`] : []),
  ]
  // A word with one letter changed may have another limit.
  const conclusion = conclusionOf(comparisonPort?.same, isOfSize ? undefined : nearMiss?.same)
  return `Asked again, ${said.join('; ')}.${conclusion === null ? '' : ` ${conclusion}`}`
}

function conclusionOf(onAnyPort: boolean | undefined, withAnyWord: boolean | undefined): string | null {
  if (onAnyPort === false) {
    return withAnyWord === false ? 'So it goes by the port and by that very word.' : 'So it goes by the port.'
  }
  if (withAnyWord === false) return 'So it goes by that very word.'
  return onAnyPort === true ? 'So it is no matter of the port.' : null
}

function joined(parts: readonly string[]): string {
  return parts.length < 2 ? parts.join('') : `${parts.slice(0, -1).join(', ')} and ${parts.at(-1)}`
}
