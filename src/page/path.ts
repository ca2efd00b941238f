/**
 * The path as a row of stations from the client to the server: NAT where it was seen, and the points at which something
 * happens, on the side on which they are proved to stand. Knows nothing of drawing.
 */
import type { Side } from '../explain/finding.ts'
import type { Report, ReportFinding, RunEnd, RunFamily } from '../report/report.ts'
import { deviceTexts } from './device.ts'
import { decisive, type Gathered } from './gathered.ts'
import { titleOf } from './titles.ts'

export interface Station {
  /** `edit`: something is changed or stopped here. */
  readonly kind: 'client' | 'nat' | 'edit' | 'server'
  readonly title: string
  readonly lines: readonly string[]
  /** What this host does itself that it should not; set for a host only. */
  readonly own: readonly string[]
  /** True where the place between the two ends is not proved. */
  readonly isSomewhere: boolean
}

/** Points named at one place; the findings say the rest. */
const maxNamed = 6

/** The stations, from the client to the server. */
export function stationsOf(report: Report, gathered: readonly Gathered[]): readonly Station[] {
  const all = decisive(gathered, report.verdict).map(({ shown }) => shown)
  const edits = all.filter(({ id }) => !id.startsWith('nat.'))
  const at = (side: Side) => edits.filter(finding => finding.side === side)
  return [
    host('client', report, at('client-host')),
    ...clientNat(report),
    ...editStation(at('client-network'), 'In the network of the client'),
    ...editStation(at('unknown'), 'Between the two ends'),
    ...editStation(at('server-network'), 'In the network of the server'),
    ...serverNat(report),
    host('server', report, at('server-host')),
  ]
}

/** The picture in words. */
export function pathText(stations: readonly Station[]): string {
  return `From the client to the server: ${stations.map(stationText).join(' → ')}.`
}

function stationText({ title, lines, own }: Station): string {
  const said = [...lines, ...own]
  return said.length === 0 ? title : `${title} (${said.join(', ')})`
}

function host(kind: 'client' | 'server', { run }: Report, its: readonly ReportFinding[]): Station {
  const end = kind === 'client' ? run.client : run.responder
  const addresses = kind === 'client' ? clientAddresses(run.client, run.families) : serverAddresses(run.families)
  return {
    kind,
    title: kind === 'client' ? 'Client' : 'Mail server',
    lines: [...(end?.hostname === undefined ? [] : [end.hostname]), ...addresses],
    own: named(its.map(({ id }) => titleOf(id))).map(title => `${title} (this host itself)`),
    isSomewhere: false,
  }
}

/** As it was seen where it has that address itself; else its own, and the NAT is a station. */
function clientAddresses(client: RunEnd | null, families: readonly RunFamily[]): readonly string[] {
  const own = client?.addresses ?? []
  const seen = families.flatMap(({ tested, clientSeenAs }) =>
    tested && clientSeenAs !== undefined ? [clientSeenAs] : [],
  )
  const real = seen.filter(address => own.includes(address))
  return (real.length > 0 ? real : own).slice(0, 2)
}

function serverAddresses(families: readonly RunFamily[]): readonly string[] {
  return families.flatMap(({ tested, address }) => (tested && address !== null ? [address] : []))
}

function clientNat({ run }: Report): readonly Station[] {
  const own = run.client?.addresses ?? []
  const seen = run.families.flatMap(({ clientSeenAs }) => clientSeenAs ?? [])
  const other = own.length === 0 ? [] : seen.filter(address => !own.includes(address))
  return other.length === 0
    ? []
    : [
        nat(
          'NAT of the client',
          other.map(address => `seen as ${address}`),
        ),
      ]
}

function serverNat({ findings, ports }: Report): readonly Station[] {
  const its = findings.filter(
    ({ id }) => id === 'nat.present' || id === 'nat.source-differs' || id === 'nat.source-varies',
  )
  if (its.length === 0) return []
  const seen = new Set(
    ports.flatMap(({ direction, source }) => (direction === 'outgoing' ? (source?.seen.address ?? []) : [])),
  )
  const titles = new Set(its.filter(({ severity }) => severity !== 'notice').map(({ id }) => titleOf(id)))
  return [nat('NAT of the server', [...named([...seen]).map(address => `seen as ${address}`), ...titles])]
}

function nat(title: string, lines: readonly string[]): Station {
  return { kind: 'nat', title, lines, own: [], isSomewhere: false }
}

function editStation(its: readonly ReportFinding[], title: string): readonly Station[] {
  if (its.length === 0) return []
  const devices = named(deviceTexts(its)).map(capital)
  const lines = [...devices, ...named(its.map(({ id }) => titleOf(id)))]
  return [{ kind: 'edit', title, lines, own: [], isSomewhere: its[0]?.side === 'unknown' }]
}

function named(words: readonly string[]): readonly string[] {
  const all = [...new Set(words)]
  return all.length <= maxNamed ? all : [...all.slice(0, maxNamed), `and ${all.length - maxNamed} more`]
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}
