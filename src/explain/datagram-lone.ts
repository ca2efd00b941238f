/**
 * What a datagram session means of which only the dialer has a tape: somebody else answered, or nothing came. Which leg
 * lost it and who refused it is decided elsewhere, by what the hosts say of themselves.
 */
import type { LoneComparison } from '../diff/comparison.ts'
import type { BytesEvent, Endpoint } from '../tape/tape.ts'
import { type DatagramTransport, datagramIds, foreignTrace } from './datagram-words.ts'
import { quote } from './escape.ts'
import { type LoneReading, open, ownFilterOf, shown } from './lone.ts'
import type { Observation } from './observation.ts'

/** How a listener says that its port is taken by another program. */
const portInUse = /\bin use\b/

/**
 * What Linux makes of an ICMP message that a filter sends: port unreachable (type 3, code 3), and the prohibitions
 * (codes 1, 9, 10, 13; ICMPv6 type 1, codes 1, 4).
 */
const refusals: readonly string[] = ['ECONNREFUSED', 'EHOSTUNREACH', 'EACCES']

/**
 * Reads a lone tape. `untested`: why nothing could be armed at the far end, where that is known. Whether the client's
 * NAT explains it is for the caller to ask first.
 */
export function readLoneDatagram(
  lone: LoneComparison,
  transport: DatagramTransport,
  untested: string | null,
): LoneReading {
  const { kind } = lone.dialer.ending
  if (kind === 'aborted') return open('the run was broken off')
  if (kind === 'no-connection') return open(`nothing could be sent (${codeOf(lone) ?? 'no reason was given'})`)
  if (lone.farEnd === 'unknown') return open("the far end's tapes did not arrive")
  return lone.farEnd === 'listening' ? readListening(lone, transport) : readNotListening(lone, transport, untested)
}

function readListening(lone: LoneComparison, transport: DatagramTransport): LoneReading {
  const [answer] = answersOn(lone)
  const listened = 'the far end listened and never heard the'
  if (answer !== undefined) return shown(intercepted(transport, answer.bytes, `${listened} ${nouns[transport]}`))
  return shown(readUnanswered(lone, transport, ['the far end listened and heard nothing']))
}

/** A session to which no answer came. `witness`: what the far end says of it, for the note of a refusal. */
export function readUnanswered(
  lone: LoneComparison,
  transport: DatagramTransport,
  witness: readonly string[],
): Observation {
  const ids = datagramIds[transport]
  const own = ownFilterOf(lone)
  if (own !== null) return own
  const code = codeOf(lone)
  const said = code === null ? [] : [`the network said ${code}`]
  if (isRefused(lone)) return silent(ids.refused, [...witness, ...said])
  return silent(ids.lost, ['no answer came', ...said])
}

function readNotListening(lone: LoneComparison, transport: DatagramTransport, untested: string | null): LoneReading {
  // The kernel answers echo requests whoever listens: an answer says nothing of who gave it.
  if (transport === 'icmp') return open(untested ?? 'nothing could watch for echo requests at the far end')
  const [answer] = answersOn(lone)
  // Another program has the port there: it is that one that answers, and nobody between.
  if (answer !== undefined && !portInUse.test(untested ?? '')) {
    return shown(intercepted(transport, answer.bytes, 'nothing listened at the far end'))
  }
  if (untested !== null) return open(untested)
  if (lone.dialer.ending.kind === 'refused') return shown(silent('udp.refused-by-host', ['nothing could listen there']))
  return open('nothing could listen at the far end, and nothing came back')
}

/**
 * What was heard from where the dialer sent to, or from another port or address of that name. A socket that is open to
 * all hears strangers too; those share neither with the far end.
 */
function answersOn({ dialer }: LoneComparison): readonly BytesEvent<'heard'>[] {
  const { remote } = dialer.head
  return dialer.events
    .filter(event => event.kind === 'heard')
    .filter(({ from }) => from === undefined || remote === null || sharesPlace(from, remote))
}

function sharesPlace(from: Endpoint, remote: Endpoint): boolean {
  return from.address === remote.address || from.port === remote.port
}

function isRefused(lone: LoneComparison): boolean {
  const { kind } = lone.dialer.ending
  // The code may name who said it: `EHOSTUNREACH from 192.0.2.1`.
  const code = codeOf(lone)?.split(' ')[0] ?? ''
  return kind === 'refused' || (kind === 'unreachable' && refusals.includes(code))
}

function codeOf({ dialer }: LoneComparison): string | null {
  return dialer.ending.code ?? null
}

const nouns: Readonly<Record<DatagramTransport, string>> = { udp: 'datagram', icmp: 'echo request' }

/** Somebody else gave this answer. `note`: how that is known. */
export function intercepted(transport: DatagramTransport, answer: Uint8Array, note: string): Observation {
  const notes = [note, `what answered said ${quote(answer)}`]
  const traces = [foreignTrace('answerer-to-dialer', answer)]
  return { id: datagramIds[transport].intercepted, flow: null, notes, traces }
}

function silent(id: Observation['id'], notes: readonly string[]): Observation {
  return { id, flow: null, notes, traces: [] }
}
