/**
 * What the readers of datagram sessions share: which finding is which for UDP and ICMP, how a datagram is named and
 * shown. Knows nothing of how a difference is found.
 */
import type { DatagramFlow } from '../diff/comparison.ts'
import type { Edit } from '../diff/edit.ts'
import type { Family, Transport } from '../tape/tape.ts'
import type { FindingId } from './finding.ts'
import type { Trace } from './observation.ts'

/** What carries datagrams. */
export type DatagramTransport = Exclude<Transport, 'tcp'>

/** What can be found of datagrams. */
export type DatagramTrouble =
  | 'altered'
  | 'truncated'
  | 'duplicated'
  | 'fragmentsLost'
  | 'sourceRewritten'
  | 'intercepted'
  | 'refused'
  | 'lostBack'
  | 'lost'

/** The finding for each. An echo without its end is altered data; ICMP has no answer that could be told from that. */
export const datagramIds: Readonly<Record<DatagramTransport, Readonly<Record<DatagramTrouble, FindingId>>>> = {
  udp: {
    altered: 'udp.payload.altered',
    truncated: 'udp.truncated',
    duplicated: 'udp.duplicated',
    fragmentsLost: 'udp.fragments-lost',
    sourceRewritten: 'udp.source-rewritten',
    intercepted: 'udp.intercepted',
    refused: 'udp.refused',
    lostBack: 'udp.lost-back',
    lost: 'udp.lost',
  },
  icmp: {
    altered: 'icmp.payload.altered',
    truncated: 'icmp.payload.altered',
    duplicated: 'icmp.duplicated',
    fragmentsLost: 'icmp.fragments-lost',
    sourceRewritten: 'icmp.source-rewritten',
    intercepted: 'icmp.intercepted',
    refused: 'icmp.refused',
    lostBack: 'icmp.lost-back',
    lost: 'icmp.lost',
  },
}

/** Bytes before the payload in an unfragmented packet: the IP header without options, and 8 of UDP or ICMP echo. */
export const headerBytes: Readonly<Record<Family, number>> = { 4: 28, 6: 48 }

/** The largest packet of Ethernet, and of what most paths carry, bytes. */
export const usualPacketBytes = 1500

/** Bytes of one datagram that are shown at a place. */
const SHOWN_BYTES = 400

/** Bytes before a missing end that are shown. */
const BEFORE_BYTES = 60

/** `1 datagram`, `3 datagrams`. */
export function datagrams(count: number): string {
  return `${count} ${count === 1 ? 'datagram' : 'datagrams'}`
}

/** `3 of 14 datagrams`. */
export function share(part: number, whole: number): string {
  return `${part} of ${datagrams(whole)}`
}

/** What was sent as the datagram number `at` (from 0) of its flow, and `heard` in its stead. */
export function changeTrace({ flow, datagrams: all }: DatagramFlow, at: number, heard: Uint8Array): Trace {
  const sent = all[at]?.bytes ?? new Uint8Array(0)
  return {
    lane: { flow, layer: 'wire', sent, heard },
    sent: { from: 0, to: sent.length },
    heard: { from: 0, to: heard.length },
    place: placeOf(at, sent.length),
  }
}

/** The same for a datagram whose end is missing: only what stands round the end. */
export function truncationTrace({ flow, datagrams: all }: DatagramFlow, at: number, heard: Uint8Array): Trace {
  const sent = all[at]?.bytes ?? new Uint8Array(0)
  const from = Math.max(0, heard.length - BEFORE_BYTES)
  const end = heard.length
  const cut: Edit = { kind: 'cut', sentAt: end, sentBytes: sent.length - end, heardAt: end, heardBytes: 0 }
  return {
    lane: { flow, layer: 'wire', sent, heard },
    sent: { from, to: Math.min(sent.length, end + SHOWN_BYTES) },
    heard: { from, to: end },
    place: placeOf(at, sent.length),
    edits: [cut],
  }
}

/** A datagram that was heard and never sent. */
export function foreignTrace(flow: DatagramFlow['flow'], heard: Uint8Array): Trace {
  const sent = new Uint8Array(0)
  return {
    lane: { flow, layer: 'wire', sent, heard },
    sent: { from: 0, to: 0 },
    heard: { from: 0, to: heard.length },
    place: `a datagram of ${heard.length} bytes that was never sent`,
  }
}

function placeOf(at: number, bytes: number): string {
  return `datagram ${at + 1} (${bytes === 1 ? '1 byte' : `${bytes} bytes`})`
}
