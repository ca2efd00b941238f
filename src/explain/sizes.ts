/**
 * What sizes a path lets through: after a fault of a long line, a long name or many of something, conversations with exactly
 * one size each were played until the limit was known. Pure.
 */
import { measures as allMeasures, type Measure, rowKey } from '../plan/session.ts'
import type { Finding, SizeLimit } from './finding.ts'
import type { Judged } from './observation.ts'
import { readSession } from './read.ts'

/** Whose fault may be one of size, and of which. */
export const measuresOf: Readonly<Partial<Record<string, readonly Measure[]>>> = {
  'smtp-command-lines': ['command-line'],
  'smtp-reply-lines': ['reply-line'],
  'smtp-recipients': ['recipients'],
  'smtp-mail-parameters': ['sender'],
  'smtp-header-lines': ['header-line'],
  'smtp-body-lines': ['body-line'],
  'smtp-data': ['body-line'],
  'smtp-mime': ['filename'],
  'smtp-sizes': ['message'],
}

/** What came through and what did not, of one measure on one row. */
export interface Bounds {
  /** The largest that came through; null: none did. */
  readonly passes: number | null
  /** The smallest that did not; null: all came through. */
  readonly fails: number | null
  /** Something larger came through than failed: no size decides. */
  readonly isContradicted: boolean
}

/** What becomes of something that is too large: the connection ends, or it is taken out, or cut. */
export const ofSize = /^tcp\.(?:cut|reset|stalled)$|^smtp\.(?:command|reply)\.removed$|^smtp\.data\.rewritten$/

/** Whether a size came through, whatever else was done to the conversation; null when neither is proved. */
export function cameThrough(judged: Judged): boolean | null {
  const { comparison } = judged
  if (comparison.kind !== 'pair') return null
  const { observations, stalls } = readSession(judged, { clientNat: null, untested: null })
  if (stalls.length > 0 || observations.some(({ id }) => ofSize.test(id))) return false
  const isWhole = [comparison.dialer, comparison.answerer].every(({ ending }) => ending.script === 'finished')
  return isWhole ? true : null
}

/** The bounds of one measure, from the results of one row. */
export function boundsOf(results: readonly Judged[], measure: Measure): Bounds {
  const told = results.flatMap(it => {
    const { variant } = it.session
    if (variant?.kind !== 'size' || variant.measure !== measure) return []
    const through = cameThrough(it)
    return through === null ? [] : [{ value: variant.value, through }]
  })
  const passed = told.filter(({ through }) => through).map(({ value }) => value)
  const failed = told.filter(({ through }) => !through).map(({ value }) => value)
  const passes = passed.length === 0 ? null : Math.max(...passed)
  const fails = failed.length === 0 ? null : Math.min(...failed)
  return { passes, fails, isContradicted: passes !== null && fails !== null && passes >= fails }
}

/** The same findings; those that a size explains say which one, to the byte where it was found. */
export function withSizes(findings: readonly Finding[], results: readonly Judged[]): readonly Finding[] {
  const sized = results.filter(it => it.session.variant?.kind === 'size')
  if (sized.length === 0) return findings
  const probeOf = new Map(results.map(({ session }) => [session.id, session.probe]))
  return findings.map(finding => {
    const row = sized.filter(({ session }) => isOn(session.row, finding))
    const measures = ofConnection.test(finding.id) ? allMeasures : measuresOfEvidence(finding, probeOf)
    const limits = measures.flatMap(measure => limitOf(row, measure))
    if (limits.length === 0) return finding
    return { ...finding, sizeLimits: limits, summary: `${finding.summary} ${sizeSentence(limits)}` }
  })
}

/** What ends a connection, or its words, may be any size. */
const ofConnection = /^tcp\.(?:cut|reset|stalled)$/

function measuresOfEvidence({ evidence }: Finding, probeOf: ReadonlyMap<string, string>): readonly Measure[] {
  return [...new Set(evidence.flatMap(({ session }) => measuresOf[probeOf.get(session) ?? ''] ?? []))]
}

function isOn(row: Judged['session']['row'], { direction, family, port }: Finding): boolean {
  return rowKey(row) === rowKey({ direction, family, transport: 'tcp', port: port ?? 0 })
}

function limitOf(results: readonly Judged[], measure: Measure): readonly SizeLimit[] {
  const { passes, fails, isContradicted } = boundsOf(results, measure)
  return passes === null || fails === null || isContradicted ? [] : [{ measure, passes, fails }]
}

const nouns: Readonly<Record<Measure, string>> = {
  'command-line': 'command lines of $ bytes',
  'reply-line': 'reply lines of $ bytes',
  recipients: '$ recipients',
  sender: 'sender addresses of $ bytes',
  'header-line': 'header lines of $ bytes',
  'body-line': 'lines of a body of $ bytes',
  filename: 'file names of $ bytes',
  message: 'messages of $ bytes',
}

/** `Measured: command lines of 512 bytes come through, of 513 they do not.` */
export function sizeSentence(limits: readonly SizeLimit[]): string {
  const parts = limits.map(({ measure, passes, fails }) => {
    return `${nouns[measure].replace('$', String(passes))} come through, ${fails} ${fails === passes + 1 ? 'do' : 'did'} not`
  })
  return `Measured (lines without CRLF): ${parts.join('; ')}.`
}
