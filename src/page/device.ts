/**
 * Devices in words: which one it is and why that is said, those that fit, or that nobody knows. Knows nothing of the
 * rest of a finding.
 */
import { deviceNames } from '../report/formats/gist.ts'
import { proofs } from '../report/letter-words.ts'
import type { ReportDevice, ReportFinding } from '../report/report.ts'
import { sides, tellText } from '../report/words.ts'
import { type Html, html, joined, type Value } from './html.ts'

/** Named on proof, which a set of missing words is not. */
export function isProved(device: ReportDevice | null): device is ReportDevice {
  return device !== null && device.proof !== 'set'
}

/** The device where it is proved, those that fit, or that nobody knows; one line. */
export function deviceText(finding: ReportFinding): string {
  const { device, side } = finding
  if (isProved(device)) return nameOf(device)
  const fitting = fittingOf(finding)
  if (fitting.length > 0) return `not proved; it fits ${fitting.map(nameOf).join('; ')}`
  return isHost(side) ? sides[side] : 'an unidentified device'
}

/** The devices of several findings, each once, with all that it does. */
export function deviceTexts(findings: readonly ReportFinding[]): readonly string[] {
  const proved = findings.flatMap(({ device }) => (isProved(device) ? [device] : []))
  return [...new Set([...deviceNames(proved), ...findings.filter(it => !isProved(it.device)).map(deviceText)])]
}

/** Who did all of it, and why that is said; null where it is not one and the same for all. */
export function oneDevice(findings: readonly ReportFinding[]): { readonly name: string; readonly why: string } | null {
  const [name, ...others] = deviceTexts(findings)
  if (name === undefined || others.length > 0) return null
  const reasons = [...new Set(findings.flatMap(({ device }) => (isProved(device) ? [proofs[device.proof]] : [])))]
  return { name, why: reasons.length === 0 ? '' : `Proved: ${reasons.join('; ')}.` }
}

/** The rows of a finding's list of facts on who did it. */
export function deviceHtml(finding: ReportFinding): Value {
  const { device, side } = finding
  if (isProved(device)) {
    return html`<dt>Done by</dt><dd><b>${nameOf(device)}</b>. Proof: ${proofs[device.proof]}. ${sourceHtml(device)}</dd>
`
  }
  const fitting = fittingOf(finding)
  if (fitting.length > 0) {
    return html`<dt>Fits</dt><dd>${joined(
      fitting.map(one => html`${nameOf(one)}. ${sourceHtml(one)}`),
      html`<br>`,
    )}${tellHtml(fitting)}</dd>
`
  }
  // A host that does it itself is no device on the way.
  return isHost(side)
    ? null
    : html`<dt>Done by</dt><dd>an unidentified device</dd>
`
}

/** What would tell those that fit from each other. */
function tellHtml(fitting: readonly ReportDevice[]): Value {
  const tell = tellText(fitting)
  return tell === '' ? null : html`<br>${tell}`
}

function fittingOf({ device, fits }: ReportFinding): readonly ReportDevice[] {
  return fits.length > 0 || device === null ? fits : [device]
}

function isHost(side: ReportFinding['side']): boolean {
  return side === 'server-host' || side === 'client-host'
}

function nameOf({ name, feature }: ReportDevice): string {
  return `${name}, ${feature}`
}

/** How the row of the list of facts was come by. */
const marks: Readonly<Record<string, string>> = {
  V: 'read in these sources',
  D: 'derived from samples in these sources',
  S: 'told at second hand',
}

/** `C7 (D): sources` is how a rule cites a row of the list of facts. */
function sourceHtml({ source }: ReportDevice): Html {
  const [, row, mark = '', rest] = /^([A-Z]+\d+) \(([A-Z])\): (.+)$/s.exec(source) ?? []
  if (row === undefined || rest === undefined) return html`<span class="aside">Source: ${source}.</span>`
  const how = marks[mark]
  return html`<span class="aside">Known from: ${rest} (row ${row} of Pathproof’s list of facts${how === undefined ? '' : `, ${how}`}).</span>`
}
