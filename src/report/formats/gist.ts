/**
 * What a faulty run comes to, for a reader who has time for one screen: what is wrong, where, which device, whose side,
 * and what to ask for. Says it of the findings that decided the verdict and of no others. Pure; knows nothing of layout.
 */
import { findingIds } from '../../explain/finding.ts'
import type { Report, ReportFinding } from '../report.ts'
import { gatherPlaces, groupBy, namedPortsText, type Place, portCount } from '../rows-places.ts'
import { plural } from '../text.ts'
import { familyName, sides, transportName, whereOf } from '../words.ts'
import { decisiveFindings } from './verdict.ts'

/** Whatever is told here may hold words of the network: escape it before it is shown. */
export interface Gist {
  /** What happens, each thing once, in sentences. */
  readonly what: readonly string[]
  readonly where: Spot
  /** Null where a host does it itself: no device on the way is looked for. */
  readonly device: string | null
  readonly side: string
  readonly asks: readonly Ask[]
}

/** Rows, as people call them. */
export interface Spot {
  /** `incoming TCP 25 smtp, 587 smtp (IPv4, IPv6)`; places are parted by `; `. */
  readonly long: string
  /** The same with the number of ports where there are more than a few. */
  readonly short: string
}

/** Something to do. */
export interface Ask {
  /** Sentences; may have line feeds where it quotes a configuration. */
  readonly text: string
  /** Null where it is meant for all that is wrong. */
  readonly where: Spot | null
}

interface Named extends ReportFinding {
  readonly protocol: string
}

/** More ports than these are counted in the short form. */
const maxPorts = 4

/** The gist of a faulty run; null for a run that is not faulty, or that does not say by what. */
export function gistOf(report: Report): Gist | null {
  const decisive = namedFindings(report)
  if (report.verdict !== 'faulty' || decisive.length === 0) return null
  return {
    what: [...new Set(decisive.map(({ id }) => findingIds[id]))],
    where: spotOf(decisive),
    device: deviceText(decisive),
    side: sideText(decisive),
    asks: asksOf(decisive),
  }
}

function namedFindings(report: Report): readonly Named[] {
  const protocols = new Map(report.ports.map(row => [whereOf(row), row.protocol]))
  return decisiveFindings(report).map(it => ({ ...it, protocol: protocols.get(whereOf(it)) ?? '' }))
}

function spotOf(findings: readonly Named[]): Spot {
  const places = gatherPlaces([...new Map(findings.map(it => [whereOf(it), it])).values()])
  const together = groupBy(places, ({ direction, families }) => `${direction} ${families.join(' ')}`)
  return {
    long: together.map(its => spotText(its, ({ items }) => namedPortsText(items))).join('; '),
    short: together.map(its => spotText(its, shortPorts)).join('; '),
  }
}

/** Places of one direction and the same families: `incoming TCP 25 smtp, UDP 6 ports, ICMP (IPv4, IPv6)`. */
function spotText(places: readonly Place<Named>[], portsOf: (place: Place<Named>) => string): string {
  const { direction, families = [] } = places[0] ?? {}
  const carried = places.map(place => {
    const ports = portsOf(place)
    if (ports === '') return place.transport === 'icmp' ? transportName(place.transport) : 'all traffic'
    return `${transportName(place.transport)} ${ports}`
  })
  return `${direction} ${carried.join(', ')} (${families.map(familyName).join(', ')})`
}

function shortPorts({ items }: Place<Named>): string {
  const count = portCount(items)
  return count > maxPorts ? plural(count, 'port') : namedPortsText(items)
}

/** Each proved device once with all that it does; beside it the fitting ones, and whether something has no name. */
function deviceText(findings: readonly Named[]): string | null {
  const proved = findings.flatMap(({ device }) => (device === null || device.proof === 'set' ? [] : [device]))
  const nameless = findings.filter(({ device }) => device === null || device.proof === 'set')
  const fits = nameless.flatMap(it => (it.fits.length > 0 ? it.fits : it.device === null ? [] : [it.device]))
  const unknown = nameless.some(it => it.fits.length === 0 && it.device === null && !isOwnHost(it.side))
  const parts = [
    ...deviceNames(proved).map(name => `${name} (proved)`),
    ...(fits.length === 0 ? [] : [`not proved, but it fits: ${deviceNames(fits).join(' or ')}`]),
    ...(unknown ? ['unidentified'] : []),
  ]
  return parts.length === 0 ? null : parts.join('; ')
}

/** The devices by name, each with all of its features: `Cisco ASA, inspect esmtp, mask-banner, EHLO keywords`. */
export function deviceNames(
  devices: readonly { readonly name: string; readonly feature: string }[],
): readonly string[] {
  return groupBy(devices, ({ name }) => name).map(its =>
    // Features of one device begin alike (`inspect esmtp, mask-banner`): each word of them once.
    [its[0]?.name ?? '', ...new Set(its.flatMap(({ feature }) => feature.split(', ')))].join(', '),
  )
}

function isOwnHost(side: ReportFinding['side']): boolean {
  return side === 'server-host' || side === 'client-host'
}

/** The one side; where it is not the same for all, each with what happens there. */
function sideText(findings: readonly Named[]): string {
  const bySide = groupBy(findings, ({ side }) => side)
  if (bySide.length === 1) return sides[findings[0]?.side ?? 'unknown']
  const known = bySide.filter(its => its[0]?.side !== 'unknown')
  const rest = bySide.length === known.length ? [] : [`of the rest: ${sides.unknown}`]
  return [...known.map(its => `${spotOf(its).short}: ${sides[its[0]?.side ?? 'unknown']}`), ...rest].join('; ')
}

/** What the side's own line says already. */
const settling = /^Whose side it is on is not proved/

/** Each sentence of the remedies once; with its rows only where not all that is wrong asks for the same. */
function asksOf(findings: readonly Named[]): readonly Ask[] {
  const byRemedy = groupBy(findings, ({ remedy }) => remedy)
  const said = byRemedy.flatMap(its => sentencesOf(its[0]?.remedy ?? '').map(text => ({ text, its })))
  const asks = groupBy(said, ({ text }) => text).map(same => ({
    text: same[0]?.text ?? '',
    where: spotOf(same.flatMap(({ its }) => its)),
  }))
  const byPlace = groupBy(asks, ({ where }) => where.long)
  if (byPlace.length === 1) return asks.map(({ text }) => ({ text, where: null }))
  return byPlace.flatMap(its => (its[0] === undefined ? [] : [{ ...its[0], text: its.map(it => it.text).join(' ') }]))
}

/** The sentences of a remedy but the one on sides. A line feed ends none: behind it stands a configuration. */
export function sentencesOf(remedy: string): readonly string[] {
  return remedy.split(/(?<=[.!?])\s+(?=[A-Z])/).filter(text => text.trim() !== '' && !settling.test(text))
}
