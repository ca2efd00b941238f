/**
 * A report as the cases of a test run, for the formats that pipelines read: each row is one, and so is each question
 * that could not be put and each decisive finding that belongs to no row, so that no fault goes by unseen. Pure.
 */
import type { Report, ReportFinding, ReportRow, Untested } from '../report.ts'
import { groupBy } from '../rows-places.ts'
import { transportName } from '../words.ts'
import { decisiveFindings } from './verdict.ts'

/** One case. The texts may hold words of the network: escape them. */
export interface Case {
  readonly direction: ReportRow['direction']
  readonly family: ReportRow['family']
  /** `TCP 25 smtp`; unique in its direction and family. */
  readonly name: string
  readonly outcome: Outcome
  /** What was seen beside the outcome: warnings, and notices. */
  readonly others: readonly ReportFinding[]
}

/** `skipped`: neither proved intact nor proved wrong, and why. */
export type Outcome =
  | { readonly kind: 'passed' }
  | { readonly kind: 'failed'; readonly findings: readonly ReportFinding[] }
  | { readonly kind: 'skipped'; readonly reason: string }

type Place = Pick<ReportFinding, 'direction' | 'family'> & { readonly name: string }

/** All cases: the rows in the order of the report, then the questions, then the findings without a row. */
export function casesOf(report: Report): readonly Case[] {
  const decisive = new Set(report.verdict === 'faulty' ? decisiveFindings(report) : [])
  const byKey = new Map(groupBy(report.findings, ({ key }) => key).map(its => [its[0]?.key ?? '', its]))
  const rows = report.ports.map(row =>
    caseOfRow(
      row,
      row.findings.flatMap(key => byKey.get(key) ?? []),
      decisive,
    ),
  )
  const questions = report.untested.filter(({ probe }) => probe !== null).map(caseOfQuestion)
  return numbered([...rows, ...questions, ...casesWithoutRow(report, decisive)])
}

function caseOfRow(row: ReportRow, findings: readonly ReportFinding[], decisive: ReadonlySet<ReportFinding>): Case {
  const { direction, family } = row
  const failing = findings.filter(it => decisive.has(it))
  const others = findings.filter(it => !decisive.has(it))
  const outcome = failing.length > 0 ? ({ kind: 'failed', findings: failing } as const) : outcomeOf(row)
  return { direction, family, name: nameOf(row), outcome, others }
}

function outcomeOf({ verdict, reason }: ReportRow): Outcome {
  if (verdict === 'intact') return { kind: 'passed' }
  if (verdict === 'untested') return { kind: 'skipped', reason: reason ?? 'not tested' }
  return { kind: 'skipped', reason: `${verdict}, but no fault was proved${reason === null ? '' : `: ${reason}`}` }
}

function caseOfQuestion(question: Untested): Case {
  const { direction, family, probe, reason } = question
  const name = `${nameOf(question)} ${probe}`
  return { direction, family, name, outcome: { kind: 'skipped', reason }, others: [] }
}

function casesWithoutRow({ ports, findings }: Report, decisive: ReadonlySet<ReportFinding>): readonly Case[] {
  const keys = new Set(ports.flatMap(row => row.findings))
  const lone = findings.filter(({ key }) => !keys.has(key))
  return lone.map(finding => {
    const { direction, family, id } = finding
    const place = finding.port === null ? '' : ` ${transportName(finding.transport)} ${finding.port}`
    const fails = decisive.has(finding)
    const outcome: Outcome = fails ? { kind: 'failed', findings: [finding] } : { kind: 'passed' }
    return { direction, family, name: `${id}${place}`, outcome, others: fails ? [] : [finding] }
  })
}

function nameOf({ transport, port, protocol }: Pick<ReportRow, 'transport' | 'port' | 'protocol'>): string {
  return port === null ? `${transportName(transport)} echo` : `${transportName(transport)} ${port} ${protocol}`
}

/** A name that comes again gets a number: readers of results keep only one case of a name. */
function numbered(cases: readonly Case[]): readonly Case[] {
  const seen = new Map<string, number>()
  return cases.map(it => {
    const key = placeKey(it)
    const times = (seen.get(key) ?? 0) + 1
    seen.set(key, times)
    return times === 1 ? it : { ...it, name: `${it.name} (${times})` }
  })
}

function placeKey({ direction, family, name }: Place): string {
  return `${direction} ${family} ${name}`
}
