/**
 * The books of one TCP connection: who has said how much, and what each end has acknowledged. A tape does not hold
 * sequence numbers; here they begin at zero, so that a byte's relative number is its place in the flow plus one. Knows
 * no tape.
 */
import type { Draft, Kind, Place } from './draft.ts'
import type { Ends } from './ends.ts'
import { tcpFlags, tcpHeader } from './headers.ts'

export interface Line {
  /** The next segment of one end. Every one but the dialer's SYN acknowledges all that went before. */
  readonly segment: (kind: Kind, atMs: number, segment: Segment) => Draft
  /** True when this end has not acknowledged all that the other said. */
  readonly owes: (kind: Kind) => boolean
}

export interface Segment {
  /** Without `ack`, which is told from the state. */
  readonly flags: number
  readonly data?: Uint8Array
  readonly withheldBytes?: number
  readonly place?: Place
}

interface Side {
  /** The number of the next byte. */
  next: number
  /** What it last acknowledged; null before its first acknowledgement. */
  acknowledged: number | null
}

const NOTHING = new Uint8Array(0)

/** A connection before its first packet. `largestSegment`: what the SYNs announce, bytes. */
export function createLine({ local, remote }: Ends, largestSegment: number): Line {
  const sides: Readonly<Record<Kind, Side>> = {
    sent: { next: 0, acknowledged: null },
    heard: { next: 0, acknowledged: null },
  }
  const ports = {
    sent: { source: local.port, destination: remote.port },
    heard: { source: remote.port, destination: local.port },
  }
  return { segment, owes: kind => sides[kind].acknowledged !== sides[other(kind)].next }

  function segment(kind: Kind, atMs: number, given: Segment): Draft {
    const { flags, data = NOTHING, withheldBytes = 0, place = null } = given
    const header = headerOf(kind, flags)
    const numbers = data.length + withheldBytes + (flags & (tcpFlags.syn | tcpFlags.fin) ? 1 : 0)
    sides[kind].next = (sides[kind].next + numbers) >>> 0
    return { kind, atMs, header, data, withheldBytes, place }
  }

  function headerOf(kind: Kind, flags: number): Uint8Array {
    const [mine, theirs] = [sides[kind], sides[other(kind)]]
    const numbers = { ...ports[kind], sequence: mine.next }
    const syn = flags & tcpFlags.syn ? { largestSegment } : {}
    // The other end has said nothing yet: this is the first SYN.
    if (theirs.next === 0) return tcpHeader({ ...numbers, acknowledgement: 0, flags, ...syn })
    mine.acknowledged = theirs.next
    return tcpHeader({ ...numbers, acknowledgement: theirs.next, flags: flags | tcpFlags.ack, ...syn })
  }
}

/** The end across the path. */
export function other(kind: Kind): Kind {
  return kind === 'sent' ? 'heard' : 'sent'
}
