/**
 * A report as JUnit XML, for pipelines: one suite for each direction and family, one case for each row. A fault is a
 * failure; what was not tested is skipped. There are no errors: a run that could not be done makes no report. Valid XML
 * 1.0 whatever the network said.
 */
import { renderFinding } from '../findings.ts'
import type { Report, ReportFinding } from '../report.ts'
import { groupBy } from '../rows-places.ts'
import { painter } from '../style.ts'
import { familyName } from '../words.ts'
import { type Case, casesOf } from './cases.ts'
import { runFacts } from './facts.ts'
import { verdictText } from './verdict.ts'
import { attributes, element, xmlHead } from './xml.ts'

/** Findings are shown in a browser's box or in a log: as on a terminal of this width. */
const canvas = { columns: 100, paint: painter(false) }

/** The whole document, ended by a line feed. */
export function renderJunit(report: Report): string {
  const cases = casesOf(report)
  const suites = groupBy(cases, suiteName).map(its => suite(its, report))
  const seconds = (report.run.durationMs / 1000).toFixed(3)
  const root = { name: report.tool.name, ...counts(cases), time: seconds, timestamp: timestamp(report) }
  // A run without a row has a suite all the same: the properties say why nothing is in it.
  const body = suites.length > 0 ? suites : [suite([], report)]
  return `${xmlHead}\n${element('testsuites', root, body)}\n`
}

function suite(cases: readonly Case[], report: Report): string {
  const [first] = cases
  const name = first === undefined ? 'nothing was tested' : suiteName(first)
  const given = { name, ...counts(cases), timestamp: timestamp(report) }
  return element('testsuite', given, [propertiesOf(report), ...cases.map(testcase)])
}

function suiteName({ direction, family }: Case): string {
  return `${direction} ${familyName(family)}`
}

function propertiesOf(report: Report): string {
  const facts = [['verdict', verdictText(report)], ...runFacts(report)] as const
  return element(
    'properties',
    {},
    facts.map(([name, value]) => `<property${attributes({ name, value })}/>`),
  )
}

function testcase(it: Case): string {
  const classname = `pathproof.${it.direction}.ipv${it.family}`
  const out = it.others.length === 0 ? [] : [element('system-out', {}, bodyOf(it.others))]
  return element('testcase', { classname, name: it.name }, [...outcomeOf(it), ...out])
}

function outcomeOf({ outcome }: Case): readonly string[] {
  if (outcome.kind === 'passed') return []
  if (outcome.kind === 'skipped') return [`<skipped${attributes({ message: outcome.reason })}/>`]
  const message = outcome.findings.map(({ summary }) => summary).join(' ')
  const type = [...new Set(outcome.findings.map(({ id }) => id))].join(' ')
  return [element('failure', { message, type }, bodyOf(outcome.findings))]
}

function bodyOf(findings: readonly ReportFinding[]): string {
  const texts = findings.map(finding => renderFinding(finding, canvas).join('\n'))
  return `\n${texts.join('\n\n')}\n`
}

function counts(cases: readonly Case[]) {
  const count = (kind: Case['outcome']['kind']) => cases.filter(({ outcome }) => outcome.kind === kind).length
  return { tests: cases.length, failures: count('failed'), errors: 0, skipped: count('skipped') }
}

/** Without a zone, as the schema of Jenkins wants it; it is UTC. */
function timestamp({ run }: Report): string {
  return run.startedAt.replace(/(\.\d+)?Z$/, '')
}
