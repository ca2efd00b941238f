/**
 * What was done to the datagrams of one flow that did arrive: changed, cut short, made more, sent on from elsewhere.
 * Knows nothing of those that did not arrive.
 */
import { align } from '../diff/align.ts'
import type { DatagramComparison, DatagramFate, DatagramFlow } from '../diff/comparison.ts'
import { foreignFromPeer, isBeginning } from '../diff/datagrams.ts'
import type { Endpoint } from '../tape/tape.ts'
import {
  changeTrace,
  type DatagramTransport,
  datagramIds,
  datagrams,
  foreignTrace,
  share,
  truncationTrace,
} from './datagram-words.ts'
import { caseChange, describeChange } from './describe.ts'
import { quote } from './escape.ts'
import type { Observation } from './observation.ts'

/** Places that are kept as traces; a note counts all. */
const MAX_PLACES = 20

/** Datagrams whose change is described. */
const MAX_DESCRIBED = 3

/** One datagram of a flow, by its place there, and one that was heard in its stead. */
interface Change {
  readonly at: number
  readonly sent: Uint8Array
  readonly heard: Uint8Array
}

/** All that was done to what arrived of `flow`. */
export function changesIn(
  comparison: DatagramComparison,
  flow: DatagramFlow,
  transport: DatagramTransport,
): readonly Observation[] {
  const changes = flow.datagrams.flatMap(changesOf)
  const [cut, altered] = split(changes, ({ sent, heard }) => isBeginning(heard, sent))
  const foreign = foreignFromPeer(comparison, flow)
  const ids = datagramIds[transport]
  const found: readonly (Observation | null)[] = [
    altered.length + foreign.length === 0 ? null : alteration(flow, { altered, foreign }, ids.altered),
    cut.length === 0 ? null : truncation(flow, cut, ids.truncated),
    flow.duplicated === 0 ? null : duplication(flow, ids.duplicated),
    isRewritten(flow) ? rewriting(comparison, flow, { transport, id: ids.sourceRewritten }) : null,
  ]
  return found.filter(observation => observation !== null)
}

function changesOf({ bytes, as }: DatagramFate, at: number): readonly Change[] {
  return as.map(heard => ({ at, sent: bytes, heard }))
}

function split<T>(all: readonly T[], isFirst: (one: T) => boolean): readonly [T[], T[]] {
  return [all.filter(isFirst), all.filter(one => !isFirst(one))]
}

interface Altered {
  readonly altered: readonly Change[]
  readonly foreign: readonly Uint8Array[]
}

function alteration(flow: DatagramFlow, { altered, foreign }: Altered, id: Observation['id']): Observation {
  const traces = [
    ...altered.map(({ at, heard }) => changeTrace(flow, at, heard)),
    ...foreign.map(heard => foreignTrace(flow.flow, heard)),
  ].slice(0, MAX_PLACES)
  const described = [...new Set(altered.slice(0, MAX_DESCRIBED).map(describe))]
  const added =
    foreign.length === 0
      ? []
      : [`${datagrams(foreign.length)} came that nobody sent, such as ${quote(foreign[0] ?? new Uint8Array(0))}`]
  const count = altered.length === 0 ? [] : [share(placesOf(altered), flow.datagrams.length)]
  return { id, flow: flow.flow, notes: [...count, ...described, ...added], traces }
}

/** The first place where they differ tells the kind of change; a whole datagram is too long for a sentence. */
function describe({ sent, heard }: Change): string {
  const cases = caseChange(sent, heard)
  if (cases !== null) return cases
  const edits = align(sent, heard, { unit: 'bytes' })
  const first = edits[0]
  if (first === undefined) return describeChange(sent, heard)
  const { sentAt, sentBytes, heardAt, heardBytes } = first
  const change = describeChange(
    sent.subarray(sentAt, sentAt + sentBytes),
    heard.subarray(heardAt, heardAt + heardBytes),
  )
  const more = edits.length > 1 ? `, and so at ${edits.length} places` : ''
  return `at byte ${sentAt} ${change}${more}`
}

function placesOf(changes: readonly Change[]): number {
  return new Set(changes.map(({ at }) => at)).size
}

function truncation(flow: DatagramFlow, cut: readonly Change[], id: Observation['id']): Observation {
  const traces = cut.slice(0, MAX_PLACES).map(({ at, heard }) => truncationTrace(flow, at, heard))
  const how = truncationWords(flow, cut)
  const notes = [share(placesOf(cut), flow.datagrams.length), ...(how === null ? [] : [how])]
  return { id, flow: flow.flow, notes, traces }
}

/** The rule behind the missing ends, where one is plain. */
function truncationWords({ datagrams: all }: DatagramFlow, cut: readonly Change[]): string | null {
  const lengths = new Set(cut.map(({ heard }) => heard.length))
  const missing = new Set(cut.map(({ sent, heard }) => sent.length - heard.length))
  const [length] = lengths
  const [lost] = missing
  if (lost !== undefined && missing.size === 1 && placesOf(cut) > 1) return `each lost its last ${bytesWord(lost)}`
  if (length === undefined || lengths.size > 1) return null
  const whole = Math.max(length, ...all.flatMap(it => (it.fate === 'arrived' ? [it.bytes.length] : [])))
  const isBySize = cut.every(({ sent }) => sent.length > whole)
  return isBySize
    ? `those over ${bytesWord(whole)} came with ${bytesWord(length)}`
    : `they came with ${bytesWord(length)}`
}

function bytesWord(count: number): string {
  return count === 1 ? '1 byte' : `${count} bytes`
}

function duplication({ flow, duplicated, datagrams: all }: DatagramFlow, id: Observation['id']): Observation {
  const times = all.filter(({ sent, heard }) => heard > sent).length
  const copies = duplicated === 1 ? '1 copy' : `${duplicated} copies`
  return { id, flow, notes: [`${copies} too many (${share(times, all.length)})`], traces: [] }
}

/** The answerer takes its dialer for who called; only an answer can come from the wrong place. */
function isRewritten({ flow, otherSources }: DatagramFlow): boolean {
  return flow === 'answerer-to-dialer' && otherSources.length > 0
}

interface Rewritten {
  readonly transport: DatagramTransport
  readonly id: Observation['id']
}

function rewriting({ dialer }: DatagramComparison, flow: DatagramFlow, { transport, id }: Rewritten): Observation {
  const words = (it: Endpoint) => endpointWords(it, transport)
  const asked = dialer.head.remote === null ? '' : ` and not from ${words(dialer.head.remote)}`
  const came = flow.otherSources.slice(0, MAX_DESCRIBED).map(words).join(', ')
  return { id, flow: flow.flow, notes: [`answers came from ${came}${asked}`], traces: [] }
}

function endpointWords({ address, port }: Endpoint, transport: DatagramTransport): string {
  return transport === 'icmp' ? address : `${address} port ${port}`
}
