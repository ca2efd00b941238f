/**
 * The letter to the administrator of the firewall: which ports, which direction, which transport, from which address to
 * which, what happens there now, and what is asked for; plain sentences to paste into a mail. It says what both ends
 * proved and leaves open what they did not. Pure.
 */
import { deviceNames, sentencesOf } from './formats/gist.ts'
import { typedText } from './letter-commands.ts'
import { exampleTexts } from './letter-examples.ts'
import {
  type Happening,
  happeningOf,
  happenings,
  isForDirection,
  proofs,
  type Request,
  requests,
  requestTexts,
} from './letter-words.ts'
import { oneMachineText } from './one-machine.ts'
import type { Report, ReportFinding, ReportRow } from './report.ts'
import { gatherPlaces, groupBy, namedPortsText, type Place } from './rows-places.ts'
import { wrap, wrapParagraphs } from './text.ts'
import { familyName, sides, transportName, whereOf } from './words.ts'

/** A fault and what is spoken on its port. */
interface Fault extends ReportFinding {
  readonly protocol: string
}

/** Faults of one direction and transport that are the same thing to a firewall. */
interface Item {
  readonly happening: Happening
  readonly place: Place<Fault>
}

const subjects: Readonly<Record<ReportRow['transport'], string>> = {
  tcp: 'connections',
  udp: 'datagrams',
  icmp: 'echo requests (ping)',
}

const answerers: Readonly<Record<ReportRow['direction'], string>> = {
  incoming: 'the mail server',
  outgoing: 'the client outside',
}

/** The letter as paragraphs. Not escaped: an item of a whole direction may hold words of the network. */
export interface Letter {
  /** What must be known before all else; null when there is nothing. */
  readonly note: string | null
  readonly opening: string
  /** To be numbered: what happens to which traffic. */
  readonly items: readonly LetterItem[]
  readonly request: string
  /** What to type on the devices that are named: a line for each command, behind line feeds. */
  readonly commands: readonly string[]
}

/** What happens to some traffic, and what was seen of it. */
export interface LetterItem {
  readonly text: string
  /** One example of each kind of change: who sent what, and what the other end heard. */
  readonly examples: readonly string[]
}

/** Stands before the commands. */
export const commandsTitle = 'On the device that is named:'

/** The letter; null when no fault is one that a device on the way can be asked about. */
export function letterOf(report: Report): Letter | null {
  const faults = faultsOf(report)
  const items = itemsOf(faults)
  const whole = faults.filter(({ id }) => isForDirection(id))
  if (items.length + whole.length === 0) return null
  return {
    note: oneMachineText(report),
    opening: openingText(report),
    items: [
      ...items.map(item => itemOf(item, report)),
      ...whole.map(({ summary }) => ({ text: summary, examples: [] })),
    ],
    request: `${requestText(items, whole)} ${sideText(items, whole)}`,
    commands: commandsOf(items),
  }
}

/** The letter for a terminal, without a title; no lines when there is none. */
export function letterLines(report: Report, columns: number): readonly string[] {
  const letter = letterOf(report)
  if (letter === null) return []
  return [
    ...(letter.note === null ? [] : [...wrap(letter.note, columns), '']),
    ...wrap(letter.opening, columns),
    '',
    ...letter.items.flatMap(({ text, examples }, at) => [
      ...wrap(`${at + 1}. ${text}`, columns, { first: '', rest: '   ' }),
      ...examples.flatMap(example => wrap(example, columns, { first: '   - ', rest: '     ' })),
    ]),
    '',
    ...wrap(letter.request, columns),
    ...(letter.commands.length === 0 ? [] : ['', ...wrap(commandsTitle, columns)]),
    ...letter.commands.flatMap(text => wrapParagraphs(text, columns, { first: '  - ', rest: '    ' })),
  ]
}

/** What a host's own rules stop, which is for the administrator of that host: a paragraph for each host. */
export function ownHostTexts(report: Report): readonly string[] {
  const own = faultsOf(report).filter(({ id }) => id === 'host.firewall')
  return groupBy(own, ({ side }) => side).map(its => {
    const where = sides[its[0]?.side ?? 'unknown']
    const places = gatherPlaces(its).map(placeWords).join('; ')
    return `Not for the network's administrator: a rule ${where} stops ${places}. The finding host.firewall quotes the rule.`
  })
}

/** The same for a terminal. */
export function ownHostLines(report: Report, columns: number): readonly string[] {
  return ownHostTexts(report).flatMap(text => wrapParagraphs(text, columns, { first: '', rest: '' }))
}

function faultsOf({ findings, ports }: Report): readonly Fault[] {
  const protocols = new Map(ports.map(row => [whereOf(row), row.protocol]))
  return findings
    .filter(({ severity }) => severity === 'fault')
    .map(finding => ({ ...finding, protocol: protocols.get(whereOf(finding)) ?? '' }))
}

/** In the order of the happenings' table, one item for each place. */
function itemsOf(faults: readonly Fault[]): readonly Item[] {
  return (Object.keys(happenings) as Happening[]).flatMap(happening => {
    const its = faults.filter(({ id }) => happeningOf(id) === happening)
    return gatherPlaces(its).map(place => ({ happening, place }))
  })
}

function itemOf(item: Item, report: Report): LetterItem {
  return { text: itemText(item, report), examples: exampleTexts(item.place.items) }
}

function itemText({ happening, place }: Item, report: Report): string {
  const { direction, transport } = place
  const what = happenings[happening]({ subject: subjects[transport], answerer: answerers[direction] })
  const { from, to } = addressesOf(place, report)
  return `${capital(placeWords(place))}, from ${from} to ${to}: ${what}${deviceText(place)}.`
}

/** `incoming TCP 25 smtp, 587 smtp (IPv4, IPv6)`. */
function placeWords({ direction, transport, families, items }: Place<Fault>): string {
  const ports = namedPortsText(items)
  const what = ports === '' ? transportName(transport) : `${transportName(transport)} ${ports}`
  return `${direction} ${what} (${families.map(familyName).join(', ')})`
}

/** Only what was proved: a device that fits, beside others, is not named to a stranger. */
function deviceText({ items }: Place<Fault>): string {
  const proved = items.flatMap(({ device }) => (device === null || device.proof === 'set' ? [] : device))
  const names = deviceNames(proved)
  const reasons = [...new Set(proved.map(({ proof }) => proofs[proof]))].join('; ')
  return names.length === 0 ? '' : ` (proved to be the work of ${names.join('; ')}: ${reasons})`
}

/** The server as it was dialed; the client as the server saw it. Others must come through as well as that client. */
function addressesOf({ direction, families }: Place<Fault>, report: Report) {
  const servers = families.map(family => serverAddress(report, family)).join(' and ')
  const clients = families.flatMap(family => clientAddresses(report, family))
  const anybody = clients.length === 0 ? 'any address' : `any address (tested with ${clients.join(' and ')})`
  return direction === 'incoming' ? { from: anybody, to: servers } : { from: servers, to: anybody }
}

function serverAddress({ run, ports }: Report, family: ReportRow['family']): string {
  const dialed = run.families.find(it => it.family === family)?.address ?? 'the mail server'
  const seen = seenAddresses(ports, { family, direction: 'outgoing' }).filter(address => address !== dialed)
  return seen.length === 0 ? dialed : `${dialed} (outside seen as ${seen.join(', ')})`
}

function clientAddresses({ ports, run }: Report, family: ReportRow['family']): readonly string[] {
  const control = run.families.flatMap(it => (it.family === family ? (it.clientSeenAs ?? []) : []))
  return [...new Set([...seenAddresses(ports, { family, direction: 'incoming' }), ...control])]
}

/** From which addresses the rows of a direction came, as the other end saw them. */
function seenAddresses(
  ports: Report['ports'],
  { family, direction }: Pick<ReportRow, 'family' | 'direction'>,
): readonly string[] {
  const its = ports.filter(row => row.family === family && row.direction === direction)
  return [...new Set(its.flatMap(({ source }) => source?.seen.address ?? []))]
}

function openingText({ run, tool }: Report): string {
  const when = run.startedAt.replace(/T(.*?)(\.\d+)?Z$/, ' $1 UTC')
  const servers = run.families.flatMap(({ tested, address }) => (tested && address !== null ? [address] : []))
  const server = servers.length === 0 ? 'our mail server' : `our mail server ${servers.join(', ')}`
  return (
    `A test from both ends of the network path of ${server} (${tool.name} ${tool.version}, run ${run.id}, ${when}) ` +
    'shows that this traffic does not come through as it was sent:'
  )
}

/** What is asked only of rows with these protocols. */
const ofProtocols = { smtp: /^smtps?$/, mailbox: /^(?:imaps?|pop3s?)$/ } as const

function requestText(items: readonly Item[], whole: readonly Fault[]): string {
  const asked = new Set<Request>(items.flatMap(({ happening }) => requests[happening]))
  if (!items.some(({ place }) => place.transport === 'udp')) asked.delete('udp')
  for (const request of ['smtp', 'mailbox'] as const) {
    const isSpoken = ({ place }: Item) => place.items.some(({ protocol }) => ofProtocols[request].test(protocol))
    if (!items.some(isSpoken)) asked.delete(request)
  }
  const texts = (Object.keys(requestTexts) as Request[]).filter(it => asked.has(it)).map(it => requestTexts[it])
  // These say themselves what to ask for.
  return [...texts, ...new Set(whole.map(({ remedy }) => remedy))].join(' ')
}

/** The remedies of the devices that are proved: whoever has to type them need not look for them. */
function commandsOf(items: readonly Item[]): readonly string[] {
  const findings = items.flatMap(({ place }) => place.items)
  const proved = findings.filter(({ device }) => device !== null && device.proof !== 'set')
  return [...new Set(proved.flatMap(({ remedy }) => sentencesOf(remedy)))].map(typedText)
}

function sideText(items: readonly Item[], whole: readonly ReportFinding[]): string {
  const faults = [...items.flatMap(({ place }) => place.items), ...whole]
  const [side = 'unknown', ...others] = new Set(faults.map(fault => fault.side))
  if (side !== 'unknown' && others.length === 0) return `It happens ${sides[side]}.`
  // A host that did not tell its rules may be the one.
  const hosts = items.some(({ happening }) => happening === 'lost' || happening === 'refused')
  const open = hosts ? ', nor that it is not the firewall of one of the two hosts' : ''
  return `Where on the path it happens is not proved${open}: the logs of the firewalls for that time will show it.`
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}
