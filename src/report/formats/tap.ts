/**
 * A report as TAP version 14 (testanything.org): one test point for each row, `not ok` with a YAML block for a fault,
 * SKIP for what was not tested. The strings of the YAML blocks are JSON, which is YAML too.
 */
import type { Report, ReportDevice, ReportFinding } from '../report.ts'
import { escapeText } from '../text.ts'
import { familyName, sides } from '../words.ts'
import { type Case, casesOf } from './cases.ts'
import { runFacts } from './facts.ts'
import { verdictText } from './verdict.ts'

/** Pieces of evidence in a block; all are in the JSON. */
const maxEvidence = 3

/** The whole stream, ended by a line feed. */
export function renderTap(report: Report): string {
  const cases = casesOf(report)
  const plan = cases.length === 0 ? '1..0 # SKIP nothing was tested' : `1..${cases.length}`
  const lines = [
    'TAP version 14',
    comment(verdictText(report)),
    plan,
    ...cases.flatMap((it, at) => pointLines(it, at + 1)),
    ...runFacts(report).map(([name, value]) => comment(`${name}: ${value}`)),
  ]
  return `${lines.join('\n')}\n`
}

function comment(text: string): string {
  return `# ${escapeText(text)}`
}

function pointLines(it: Case, number: number): readonly string[] {
  const { outcome, others, direction, family, name } = it
  const ok = outcome.kind === 'failed' ? 'not ok' : 'ok'
  const skip = outcome.kind === 'skipped' ? ` # SKIP ${described(outcome.reason)}` : ''
  const point = `${ok} ${number} - ${described(`${direction} ${familyName(family)} ${name}`)}${skip}`
  const findings = [...(outcome.kind === 'failed' ? outcome.findings : []), ...others]
  return findings.length === 0 ? [point] : [point, ...yamlBlock(findings)]
}

/** A description in which nothing begins a directive: `#` and the backslash are escaped. */
function described(text: string): string {
  return escapeText(text).replace(/[\\#]/g, sign => `\\${sign}`)
}

function yamlBlock(findings: readonly ReportFinding[]): readonly string[] {
  return ['---', 'findings:', ...findings.flatMap(findingLines), '...'].map(line => `  ${line}`)
}

function findingLines(finding: ReportFinding): readonly string[] {
  const { id, severity, summary, seen, side, device, evidence, remedy } = finding
  const shown = evidence.slice(0, maxEvidence)
  return [
    `  - id: ${quoted(id)}`,
    `    severity: ${quoted(severity)}`,
    `    message: ${quoted(summary)}`,
    `    seen: ${quoted(`${seen.times} of ${seen.of}`)}`,
    `    device: ${device === null ? 'null' : quoted(deviceText(device))}`,
    `    side: ${quoted(sides[side])}`,
    `    remedy: ${quoted(remedy)}`,
    ...(shown.length === 0 ? [] : ['    evidence:']),
    ...shown.flatMap(({ place, sent, heard }) => [
      `      - place: ${quoted(place)}`,
      `        sent: ${quoted(sent)}`,
      `        heard: ${quoted(heard)}`,
    ]),
  ]
}

function deviceText({ name, feature, proof }: ReportDevice): string {
  return `${name}, ${feature} (${proof === 'set' ? 'fits' : 'proved'})`
}

/** One line of ASCII, without a surrogate: not every reader of YAML puts two of them together again. */
function quoted(text: string): string {
  const lines = text.split('\n').map(escapeText).join('\n')
  return JSON.stringify(lines).replace(/[\u007f-\uffff]/g, asciiOf)
}

function asciiOf(unit: string): string {
  return `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`
}
