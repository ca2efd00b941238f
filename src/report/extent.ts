/**
 * How much is wrong, in one sentence's worth of words: what became of the traffic, and on how many ports. Knows nothing
 * of markup.
 */
import { type Happening, happeningOf } from './letter-words.ts'
import type { ReportFinding } from './report.ts'
import { plural } from './text.ts'
import { familyName } from './words.ts'

/** What can become of traffic. */
export type Outcome = 'changed' | 'intercepted' | 'stopped'

const outcomes: Readonly<Record<Happening, Outcome>> = {
  'lost-out': 'stopped',
  'lost-back': 'stopped',
  lost: 'stopped',
  'refused-by-path': 'stopped',
  refused: 'stopped',
  intercepted: 'intercepted',
  'tls-opened': 'intercepted',
  'tls-altered': 'changed',
  'smtp-altered': 'changed',
  'mailbox-altered': 'changed',
  'message-altered': 'changed',
  altered: 'changed',
  'broken-off': 'stopped',
  large: 'stopped',
  duplicated: 'changed',
  source: 'changed',
}

/** `Traffic was changed and stopped on the way`: only what applies. */
export function outcomeText(findings: readonly ReportFinding[]): string {
  const all = [...new Set(findings.map(({ id }) => outcomeOf(id)))].sort()
  const what = [all.slice(0, -1).join(', '), all.at(-1) ?? 'changed'].filter(it => it !== '').join(' and ')
  const isOwn = findings.length > 0 && findings.every(({ side }) => side === 'server-host' || side === 'client-host')
  return `Traffic was ${what} ${isOwn ? 'by a host itself' : 'on the way'}`
}

/** What became of the traffic. What no letter tells of: addresses of a NAT are changed, a man in the middle intercepts, all else is stopped. */
export function outcomeOf(id: ReportFinding['id']): Outcome {
  const happening = happeningOf(id)
  if (happening !== null) return outcomes[happening]
  if (id === 'control.intercepted') return 'intercepted'
  return id.startsWith('nat.') || id === 'host.source-selection' ? 'changed' : 'stopped'
}

/** `4 kinds of change on 2 ports`. */
export function kindsText(findings: readonly ReportFinding[]): string {
  const isChange = findings.every(({ id }) => outcomeOf(id) === 'changed')
  const kinds = kindsIn(findings)
  const kind = `${kinds} ${kinds === 1 ? 'kind' : 'kinds'} of ${isChange ? 'change' : (findings[0]?.severity ?? 'fault')}`
  return `${kind}${portsText(findings)}`
}

/** `4 kinds of change on 2 ports, each over IPv4 and IPv6 (16 findings)`. */
export function countText(findings: readonly ReportFinding[]): string {
  const total = findings.length === kindsIn(findings) ? '' : ` (${plural(findings.length, 'finding')})`
  return `${kindsText(findings)}${familiesText(findings)}${total}`
}

function kindsIn(findings: readonly ReportFinding[]): number {
  return new Set(findings.map(({ id }) => id)).size
}

function portsText(findings: readonly ReportFinding[]): string {
  const ports = new Set(findings.map(portOf))
  if (ports.size === 0) return ''
  return ` on ${plural(ports.size, findings.every(({ port }) => port !== null) ? 'port' : 'place')}`
}

function portOf({ direction, transport, port }: ReportFinding): string {
  return `${direction} ${transport} ${port}`
}

/** `each`: everything was seen over every one of them. */
function familiesText(findings: readonly ReportFinding[]): string {
  const families = [...new Set(findings.map(({ family }) => family))].sort()
  const places = new Set(findings.map(it => `${it.id} ${it.flow} ${portOf(it)}`)).size
  const isEach = families.length > 1 && places * families.length === findings.length
  return families.length === 0 ? '' : `${isEach ? ', each' : ''} over ${families.map(familyName).join(' and ')}`
}
