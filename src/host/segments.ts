/**
 * TCP segments as a host sends and receives them, and the one connection that they make: both flows put together by
 * sequence number, as a tape of the answerer. Pure; knows nothing of where packets come from. Checksums are not looked
 * at, because on the way to the network card they are not yet computed.
 */
import { addressOfBytes } from '../control/address.ts'
import type { Endpoint } from '../tape/tape.ts'
import { createStream, type Stream } from './segment-stream.ts'

/** One TCP segment. */
export interface Segment {
  readonly source: Endpoint
  readonly target: Endpoint
  readonly sequence: number
  readonly acknowledged: number
  readonly syn: boolean
  readonly ack: boolean
  readonly fin: boolean
  readonly rst: boolean
  readonly payload: Uint8Array
}

const TCP = 6
const V6_HEADER_BYTES = 40
const flagBits = { fin: 0x01, syn: 0x02, rst: 0x04, ack: 0x10 } as const

/** Reads a packet that begins with its network header (RFC 791, 8200, 9293). Null: it is no whole TCP segment. */
export function parseSegment(packet: Uint8Array): Segment | null {
  const version = (packet[0] ?? 0) >> 4
  const view = new DataView(packet.buffer, packet.byteOffset, packet.byteLength)
  if (version === 4 && packet.length >= 20) {
    const headerBytes = ((packet[0] ?? 0) & 15) * 4
    const isLaterFragment = (view.getUint16(6) & 0x3fff) !== 0
    if (packet[9] !== TCP || isLaterFragment || headerBytes < 20) return null
    return parseTcp(packet, { at: headerBytes, end: endOf(packet, view.getUint16(2)), sourceAt: 12, targetAt: 16 })
  }
  if (version !== 6 || packet.length < V6_HEADER_BYTES || packet[6] !== TCP) return null
  const length = view.getUint16(4)
  const end = endOf(packet, length === 0 ? 0 : V6_HEADER_BYTES + length)
  return parseTcp(packet, { at: V6_HEADER_BYTES, end, sourceAt: 8, targetAt: 24 })
}

/** A short packet is filled up on the link; one too long for the length's field has 0 there. -1: it is not all here. */
function endOf(packet: Uint8Array, length: number): number {
  if (length === 0) return packet.length
  return length <= packet.length ? length : -1
}

interface Layout {
  readonly at: number
  readonly end: number
  readonly sourceAt: number
  readonly targetAt: number
}

function parseTcp(packet: Uint8Array, { at, end, sourceAt, targetAt }: Layout): Segment | null {
  if (end < at + 20) return null
  const view = new DataView(packet.buffer, packet.byteOffset, packet.byteLength)
  const payloadAt = at + (view.getUint8(at + 12) >> 4) * 4
  if (payloadAt < at + 20 || payloadAt > end) return null
  const flags = view.getUint8(at + 13)
  const addressBytes = targetAt - sourceAt
  const endpoint = (from: number, portAt: number): Endpoint => ({
    address: addressOfBytes(packet.subarray(from, from + addressBytes)),
    port: view.getUint16(portAt),
  })
  return {
    source: endpoint(sourceAt, at),
    target: endpoint(targetAt, at + 2),
    sequence: view.getUint32(at + 4),
    acknowledged: view.getUint32(at + 8),
    syn: (flags & flagBits.syn) !== 0,
    ack: (flags & flagBits.ack) !== 0,
    fin: (flags & flagBits.fin) !== 0,
    rst: (flags & flagBits.rst) !== 0,
    payload: packet.slice(payloadAt, end),
  }
}

/** What the kernel saw happen, in order. Milliseconds on the capture's clock. */
export type Seen =
  | { readonly kind: 'sent' | 'heard'; readonly atMs: number; readonly bytes: Uint8Array }
  | { readonly kind: 'fin-sent' | 'fin-heard' | 'reset-sent' | 'reset-heard' | 'open'; readonly atMs: number }

/** One connection as its answerer's host saw it. */
export interface Connection {
  readonly local: Endpoint
  readonly remote: Endpoint
  readonly startedAtMs: number
  readonly seen: readonly Seen[]
  /** Both FINs or a reset were seen. */
  readonly isOver: boolean
  /** Why the bytes cannot be relied on; null when they can. */
  readonly flaw: string | null
}

/** A connection that is being put together. */
export interface Assembly {
  /** Takes a segment of this connection, in the order of capture; copies of one segment do no harm. */
  readonly take: (segment: Segment, atMs: number) => void
  readonly state: () => Connection
}

/** Begins with the dialer's SYN. */
export function createAssembly(syn: Segment, atMs: number): Assembly {
  const seen: Seen[] = []
  const heard = createStream(syn.sequence)
  let sent: Stream | null = null
  let isReset = false
  let isOpen = false
  return { take, state }

  function take(segment: Segment, nowMs: number): void {
    if (isReset) return
    const isOurs = segment.source.port === syn.target.port && segment.source.address === syn.target.address
    if (isOurs) sent ??= segment.syn ? createStream(segment.sequence) : null
    const stream = isOurs ? sent : heard
    const far = isOurs ? heard : sent
    // A reset's numbers may be anybody's guess.
    if (segment.ack && !segment.rst) far?.acknowledge(segment.acknowledged)
    if (!isOpen && !isOurs && sent !== null && segment.ack) see('open', nowMs)
    if (segment.rst) return reset(isOurs, segment, nowMs)
    if (stream === null || segment.syn) return
    for (const bytes of stream.put(segment.sequence, segment.payload, segment.fin))
      seen.push({ kind: isOurs ? 'sent' : 'heard', atMs: nowMs, bytes })
    const finKind = isOurs ? 'fin-sent' : 'fin-heard'
    if (stream.isEnded() && !seen.some(({ kind }) => kind === finKind)) see(finKind, nowMs)
  }

  /** A reset from the network counts where the kernel takes it: exactly at the next byte (RFC 5961, 3.2). */
  function reset(isOurs: boolean, segment: Segment, nowMs: number): void {
    if (!isOurs && !heard.isNext(segment.sequence)) return
    if (isOver()) return
    isReset = true
    see(isOurs ? 'reset-sent' : 'reset-heard', nowMs)
  }

  function see(kind: Exclude<Seen['kind'], 'sent' | 'heard'>, nowMs: number): void {
    if (kind === 'open') isOpen = true
    seen.push({ kind, atMs: nowMs })
  }

  function isOver(): boolean {
    return isReset || (heard.isEnded() && sent?.isEnded() === true)
  }

  function state(): Connection {
    const flaw = heard.flaw() ?? sent?.flaw() ?? null
    const ends = { local: syn.target, remote: syn.source }
    return { ...ends, startedAtMs: atMs, seen: [...seen], isOver: isOver(), flaw }
  }
}
