/**
 * A UDP or ICMP tape as packets, one for each datagram. Pure.
 */
import type { Tape } from '../tape/tape.ts'
import type { Draft, Kind } from './draft.ts'
import { type Ends, known } from './ends.ts'
import { echoHeader, udpHeader } from './headers.ts'
import { longestData } from './packet.ts'
import { createCutter, isOnWire, type Piece, type WireEvent } from './pieces.ts'
import { createPingNumbers } from './pings.ts'

const HEADER_BYTES = 8
/** Every echo of a file has the same identifier, since a tape is one program's. */
const ECHO_ID = 1

/** The header of the datagram that a piece becomes. */
type Heading = (event: WireEvent, piece: Piece) => Uint8Array

/** All packets of a UDP tape. */
export function datagramsOf(tape: Tape, { local, remote }: Ends): Iterable<Draft> {
  const { family } = tape.head
  return draftsOf(tape, ({ kind, from = null }, { data, withheldBytes }) => {
    const peer = (kind === 'heard' ? known(from, family) : null) ?? remote
    const ports: Readonly<Record<Kind, Parameters<typeof udpHeader>[0]>> = {
      sent: { source: local.port, destination: peer.port },
      heard: { source: peer.port, destination: local.port },
    }
    return udpHeader(ports[kind], data.length + withheldBytes)
  })
}

/** All packets of an ICMP tape: the dialer's are requests, the answerer's are replies. */
export function echoesOf(tape: Tape): Iterable<Draft> {
  const { family, role } = tape.head
  const numbers = createPingNumbers()
  return draftsOf(tape, (event, { data }) => {
    const kind = (event.kind === 'sent') === (role === 'dialer') ? 'request' : 'reply'
    return echoHeader({ family, kind, id: ECHO_ID, sequence: numbers[kind](data) })
  })
}

/** A tape that says of a datagram more bytes than one can have is not from a socket; it gets several. */
function* draftsOf(tape: Tape, heading: Heading): Generator<Draft> {
  const cut = createCutter(longestData(tape.head.family, HEADER_BYTES))
  for (const [at, event] of tape.events.entries())
    if (isOnWire(event)) for (const piece of cut(event, at)) yield draftOf(event, piece, heading)
}

function draftOf(event: WireEvent, piece: Piece, heading: Heading): Draft {
  const { kind, atMs, from } = event
  const { data, withheldBytes, place } = piece
  const header = heading(event, piece)
  return { kind, atMs, header, data, withheldBytes, place, ...(from === undefined ? {} : { from }) }
}
