/**
 * Findings that say the same of several rows, gathered, so that one device on the way is told once and not once for
 * every port, direction and family. Only for eyes: the JSON keeps them apart. Pure.
 */
import type { ReportFinding } from './report.ts'

/** One finding to show in full, and the others that say the same elsewhere. */
export interface Alike {
  readonly shown: ReportFinding
  readonly others: readonly ReportFinding[]
}

/** Groups in the order of their first finding. */
export function gatherAlike(findings: readonly ReportFinding[]): readonly Alike[] {
  const groups = new Map<string, ReportFinding[]>()
  for (const finding of findings) {
    const key = kindOf(finding)
    const group = groups.get(key)
    if (group === undefined) groups.set(key, [finding])
    else group.push(finding)
  }
  return [...groups.values()].flatMap(([shown, ...others]) => (shown === undefined ? [] : [{ shown, others }]))
}

/**
 * What an event was like in numbers (bytes until it fell silent, datagrams that came) is different on every port and
 * makes no other event of it. What was done to bytes, and the rule of a host, is told to the letter.
 */
const counted =
  /^(?:path\.black-hole|tcp\.(?:cut|reset|stalled|lost.*|refused.*)|(?:udp|icmp)\.(?:lost.*|refused.*|fragments-lost|truncated|duplicated))$/

/**
 * A proved device does the same wherever it stands. What is unidentified is alike only where it is described in the
 * same words, behind the place that a summary begins with.
 */
function kindOf({ severity, id, flow, side, device, summary }: ReportFinding): string {
  const who = device === null ? wordsOf(id, summary) : `${device.name}\n${device.feature}\n${device.proof}`
  return [severity, id, flow, side, who].join('\n')
}

/** The summary without its place, which is another one for each row. */
function wordsOf(id: ReportFinding['id'], summary: string): string {
  const words = summary.replace(/^(?:Incoming|Outgoing)[^:]*: /, '')
  return counted.test(id) ? words.replace(/\d+/g, '#') : words
}
