/**
 * Where a fault is not: the other direction, the other family, other ports of the protocol, inside TLS. Where the same
 * came through intact there, that tells an administrator which rule of the device it is. Only proofs count: what was
 * not tested says nothing. Pure; reads all findings, rows and sessions of a run.
 */
import type { PairComparison } from '../diff/comparison.ts'
import { type FamilyRow, rowKey } from '../plan/session.ts'
import type { Finding } from './finding.ts'
import type { Judged } from './observation.ts'
import type { RowJudgement } from './rows.ts'

/** What is a matter of the words that cross a connection, and not of the connection's addresses or of a host. */
const aboutWords = /^(?:smtp|imap|pop3|tcp|udp|icmp|tls|path)\./
/** Of a whole direction; and what is no fault of a port. */
const elsewhere = /^path\.(?:connection-limit|protocol-enforced)$/
/** What is changed inside a conversation, and could be changed in one inside TLS as well. */
const inside = /^(?:(?:smtp|imap|pop3)\.|tcp\.(?:payload|reset|cut|stalled))/

/** Findings of a source address: the words of the row came through all the same. */
const ofAddresses = /^(?:nat\.|host\.source-selection)/

/** The protocols that hold the same words in TLS from the first byte on. */
const tlsTwins: Readonly<Partial<Record<FamilyRow['protocol'], FamilyRow['protocol']>>> = {
  smtp: 'smtps',
  imap: 'imaps',
  pop3: 'pop3s',
}

/** All that a run showed. */
export interface RunShown {
  readonly rows: readonly RowJudgement[]
  readonly results: readonly Judged[]
}

/** The same findings; a fault that is not found where it might be says so at the end of its summary. */
export function withPlaces(findings: readonly Finding[], shown: RunShown): readonly Finding[] {
  return findings.map(finding => {
    const sentence = placeSentence(finding, shown)
    return sentence === null ? finding : { ...finding, summary: `${finding.summary} ${sentence}` }
  })
}

/** `Only incoming and on this port: outgoing, and on port 587, it came through intact.` Null: nothing to say. */
export function placeSentence(finding: Finding, shown: RunShown): string | null {
  const { id, severity } = finding
  if (severity !== 'fault' || !aboutWords.test(id) || elsewhere.test(id)) return null
  const row = shown.rows.find(it => isAt(it.row, finding))
  if (row === undefined) return null
  const places = [otherDirection, otherFamily, otherPorts, insideTls].flatMap(
    ask => ask({ finding, row: row.row }, shown) ?? [],
  )
  if (places.length === 0) return null
  const only = places.map(it => it.only)
  return `Only ${joined(only)}: ${joined(places.map(it => it.intact))} it came through intact.`
}

/** Where it is, and where it is not, each as a part of a sentence. */
interface Place {
  readonly only: string
  readonly intact: string
}

interface Asked {
  readonly finding: Finding
  readonly row: FamilyRow
}

type Ask = (asked: Asked, shown: RunShown) => Place | null

const otherDirection: Ask = ({ row }, { rows }) => {
  const direction = row.direction === 'incoming' ? 'outgoing' : 'incoming'
  return isClean(rows, [{ ...row, direction }]) ? { only: row.direction, intact: direction } : null
}

const otherFamily: Ask = ({ row }, { rows }) => {
  const family = row.family === 4 ? 6 : 4
  return isClean(rows, [{ ...row, family }]) ? { only: `over IPv${row.family}`, intact: `over IPv${family}` } : null
}

/** All other ports on which the same is spoken. */
const otherPorts: Ask = ({ row }, { rows }) => {
  const others = rows
    .map(it => it.row)
    .filter(it => it.protocol === row.protocol && it.transport === row.transport && it.port !== row.port)
    .filter(it => it.direction === row.direction && it.family === row.family)
  if (row.transport === 'icmp' || !isClean(rows, others)) return null
  return { only: `on port ${row.port}`, intact: `on ${portsText(others.map(({ port }) => port))}` }
}

/** Inside TLS on the same port; else on every port that has the same protocol in TLS. */
const insideTls: Ask = ({ finding, row }, { rows, results }) => {
  if (!inside.test(finding.id) || finding.evidence.some(({ layer }) => layer === 'tls')) return null
  const tls = results.filter(({ session }) => rowKey(session.row) === rowKey(row)).flatMap(tlsOf)
  if (tls.length > 0) return tls.every(isIntactInside) ? { only: 'in clear', intact: 'inside TLS' } : null
  const twins = rows
    .map(it => it.row)
    .filter(it => it.protocol === tlsTwins[row.protocol] && it.direction === row.direction && it.family === row.family)
  if (!isClean(rows, twins)) return null
  return { only: 'in clear', intact: `inside TLS on ${portsText(twins.map(({ port }) => port))}` }
}

/** The session, where both ends said something inside TLS. */
function tlsOf({ comparison }: Judged): readonly PairComparison[] {
  if (comparison.kind !== 'pair') return []
  return comparison.flows.some(({ layer, sent }) => layer === 'tls' && sent.length > 0) ? [comparison] : []
}

function isIntactInside({ flows, tls, events }: PairComparison): boolean {
  const words = flows.filter(({ layer }) => layer === 'tls')
  return (
    tls?.exporterEqual === true &&
    events.length === 0 &&
    words.every(({ edits, unheard }) => edits.length === 0 && unheard === null)
  )
}

function isAt(row: FamilyRow, { direction, family, transport, port }: Finding): boolean {
  const isSamePort = transport === 'icmp' || row.port === port
  return row.direction === direction && row.family === family && row.transport === transport && isSamePort
}

/** There are such rows, and both ends proved for every one that it carries what is sent. */
function isClean(rows: readonly RowJudgement[], wanted: readonly FamilyRow[]): boolean {
  return wanted.length > 0 && wanted.every(row => rows.some(it => rowKey(it.row) === rowKey(row) && isIntact(it)))
}

function isIntact({ verdict, findings }: RowJudgement): boolean {
  return verdict === 'intact' || (verdict === 'altered' && findings.every(key => ofAddresses.test(key)))
}

/** More are counted. */
const MAX_PORTS = 4

function portsText(ports: readonly number[]): string {
  if (ports.length > MAX_PORTS) return `${ports.length} other ports`
  const sorted = [...ports].sort((a, b) => a - b).map(String)
  return `${ports.length === 1 ? 'port' : 'ports'} ${joined(sorted)}`
}

function joined(parts: readonly string[]): string {
  if (parts.length <= 2) return parts.join(' and ')
  return `${parts.slice(0, -1).join(', ')} and ${parts.at(-1)}`
}
