/**
 * Ciphertext by its length and digest alone. Pure; knows nothing of masks, and nothing of what the digests are held against.
 */
import { createHash, type Hash } from 'node:crypto'
import type { Bytes } from './stretches.ts'

/**
 * Lengths of a flow at which there is a digest at both ends, wherever their events end: 64 bytes, which hold the random
 * bytes of a first handshake message (RFC 8446, 4.1.2), and from there four times as much each time.
 */
const FIRST_BORDER_BYTES = 64
const BORDER_GROWTH = 4

/** One flow, as far as it was told. */
interface Flow {
  readonly hash: Hash
  toldBytes: number
  borderBytes: number
}

/**
 * Takes the bytes out of the events of one tape's ciphertext, which come in their order. An event over a border becomes
 * one for each side of it. What is withheld already stays so.
 */
export function createWithholder(): (event: Bytes) => readonly Bytes[] {
  const flows = { sent: newFlow(), heard: newFlow() }
  return event => (event.withheld === undefined ? withhold(event, flows[event.kind]) : [event])
}

function newFlow(): Flow {
  return { hash: createHash('sha256'), toldBytes: 0, borderBytes: FIRST_BORDER_BYTES }
}

function withhold(event: Bytes, flow: Flow): readonly Bytes[] {
  const events: Bytes[] = []
  let rest = event.bytes
  do {
    const piece = rest.subarray(0, flow.borderBytes - flow.toldBytes)
    rest = rest.subarray(piece.length)
    events.push({ ...event, bytes: new Uint8Array(), withheld: { bytes: piece.length, sha256: tell(flow, piece) } })
  } while (rest.length > 0)
  return events
}

/** The digest of the flow with this piece. */
function tell(flow: Flow, piece: Uint8Array): string {
  flow.toldBytes += piece.length
  if (flow.toldBytes === flow.borderBytes) flow.borderBytes *= BORDER_GROWTH
  return flow.hash.update(piece).copy().digest('hex')
}
