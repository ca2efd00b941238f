/**
 * What a connection means of which only the dialer has a tape: somebody else answered, or it never came to be.
 */
import type { LoneComparison } from '../diff/comparison.ts'
import { bytesOn, firstOf } from '../tape/flow.ts'
import type { EndingKind, Tape } from '../tape/tape.ts'
import { quote, quoteText } from './escape.ts'
import type { FindingId } from './finding.ts'
import type { Observation } from './observation.ts'

/** Either something is shown, or there is a reason why nothing is. */
export type LoneReading =
  | { readonly observation: Observation; readonly open: null }
  | { readonly observation: null; readonly open: string }

/** How a listener says that its port is taken by another program. */
const portInUse = /\bin use\b/

/** What Linux makes of an ICMP message that a filter sends (type 3, codes 1, 9, 10, 13; ICMPv6 type 1, code 1). */
const prohibitions: readonly string[] = ['EHOSTUNREACH', 'EACCES']

/** What Linux says of a packet that its own filter did not let out. */
const ownFilter = /^EPERM\b/

/** Endings of a connection that never stood. */
const neverConnected: readonly EndingKind[] = ['refused', 'unreachable', 'connect-timeout', 'no-connection']

/**
 * Reads a lone tape. `unarmed`: why nothing could be armed at the far end, where that is known. Whether the client's
 * NAT explains it is for the caller to ask first.
 */
export function readLone(lone: LoneComparison, unarmed: string | null): LoneReading {
  const { kind } = lone.dialer.ending
  if (kind === 'aborted') return open('the run was broken off')
  if (kind === 'no-connection') return open('the connection was never tried')
  if (lone.farEnd === 'unknown') return open("the far end's tapes did not arrive")
  return lone.farEnd === 'listening' ? readListening(lone) : readNotListening(lone, unarmed)
}

function readListening(lone: LoneComparison): LoneReading {
  const { kind } = lone.dialer.ending
  if (isConnected(lone)) return shown(intercepted(lone))
  const own = ownFilterOf(lone)
  if (own !== null) return shown(own)
  // A refusal comes from the host's rules or from the path: the tapes cannot tell.
  if (kind === 'refused') return shown(connection('tcp.refused', 'the far end listened and saw nothing'))
  if (kind === 'unreachable' && prohibitions.includes(codeOf(lone))) {
    return shown(connection('tcp.refused', `the far end listened and saw nothing; the network said ${codeOf(lone)}`))
  }
  return shown(
    connection('tcp.lost', kind === 'connect-timeout' ? 'no answer came' : `the network said ${codeOf(lone)}`),
  )
}

/** The dialing host's own filter did not let it out; null when it was not that. */
export function ownFilterOf({ dialer: { head, ending } }: LoneComparison): Observation | null {
  if (ending.kind !== 'unreachable' || !ownFilter.test(ending.code ?? '')) return null
  const side = head.end === 'client' ? 'client-host' : 'server-host'
  const whose = head.end === 'client' ? 'the client' : 'the mail server'
  const note = `the firewall of ${whose} itself does not let it out (EPERM)`
  return { id: 'host.firewall', flow: null, notes: [note], traces: [], side, because: note }
}

function readNotListening(lone: LoneComparison, unarmed: string | null): LoneReading {
  // Another program has the port there: it is that one that answers, and nobody between.
  if (isConnected(lone) && !portInUse.test(unarmed ?? '')) return shown(intercepted(lone))
  if (unarmed !== null) return open(unarmed)
  if (lone.dialer.ending.kind === 'refused')
    return shown(connection('tcp.refused-by-host', 'nothing could listen there'))
  return open('nothing could listen at the far end, and nothing came back')
}

function isConnected({ dialer }: LoneComparison): boolean {
  return !neverConnected.includes(dialer.ending.kind)
}

/** Nothing is shown, for this reason. */
export function open(reason: string): LoneReading {
  return { observation: null, open: reason }
}

/** It shows this. */
export function shown(observation: Observation): LoneReading {
  return { observation, open: null }
}

function connection(id: FindingId, note: string): Observation {
  return { id, flow: null, notes: [note], traces: [] }
}

function intercepted({ dialer, farEnd }: LoneComparison): Observation {
  const sent = new Uint8Array(0)
  const heard = bytesOn(dialer, 'heard', 'wire')
  const lane = { flow: 'answerer-to-dialer', layer: 'wire', sent, heard } as const
  const trace = { lane, sent: { from: 0, to: 0 }, heard: { from: 0, to: heard.length } }
  const notes = [
    farEnd === 'listening' ? 'the far end listened and never saw the connection' : 'nothing listened at the far end',
    answerOf(dialer, heard),
  ]
  return { id: 'tcp.intercepted', flow: null, notes, traces: heard.length === 0 ? [] : [trace] }
}

/** What answered, by its certificate where TLS stood: its bytes are ciphertext then. */
function answerOf(dialer: Tape, heard: Uint8Array): string {
  const tls = firstOf(dialer, 'tls-open')?.tls
  if (tls !== undefined)
    return `what answered has a certificate for ${quoteText(tls.subject)}, issued by ${quoteText(tls.issuer)}`
  return heard.length === 0 ? 'what answered said nothing' : `what answered said ${quote(firstLine(heard))}`
}

function firstLine(bytes: Uint8Array): Uint8Array {
  const feed = bytes.indexOf(0x0a)
  return feed < 0 ? bytes : bytes.subarray(0, feed + 1)
}

function codeOf({ dialer }: LoneComparison): string {
  return dialer.ending.code ?? 'unreachable'
}
