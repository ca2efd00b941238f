/** TCP segments as bytes of a packet, for the tests of this folder. */
import { bytesOfAddress } from '../../src/control/address.ts'
import type { Endpoint } from '../../src/tape/tape.ts'

export interface PacketOptions {
  readonly source: Endpoint
  readonly target: Endpoint
  readonly sequence: number
  readonly acknowledged?: number
  readonly flags: string
  readonly payload?: Uint8Array
  /** Bytes that the link added behind a short packet. */
  readonly padding?: number
  /** The header's own length says 0, as it does for packets too large for the field. */
  readonly isHuge?: boolean
}

const flagBits: Readonly<Record<string, number>> = { F: 1, S: 2, R: 4, A: 16 }
const TCP_BYTES = 24

/** A packet with a TCP header that has one option. `flags`: of the letters S, A, F, R. */
export function packetOf(options: PacketOptions): Uint8Array {
  const { source, target, flags, payload = new Uint8Array(0), padding = 0 } = options
  const [from, to] = [bytesOfAddress(source.address), bytesOfAddress(target.address)]
  const isV4 = from.length === 4
  const at = isV4 ? 20 : 40
  const length = at + TCP_BYTES + payload.length
  const packet = new Uint8Array(length + padding)
  const view = new DataView(packet.buffer)
  packet[0] = isV4 ? 0x45 : 0x60
  view.setUint16(isV4 ? 2 : 4, options.isHuge ? 0 : isV4 ? length : length - 40)
  packet[isV4 ? 9 : 6] = 6
  packet.set(from, isV4 ? 12 : 8)
  packet.set(to, isV4 ? 16 : 24)
  view.setUint16(at, source.port)
  view.setUint16(at + 2, target.port)
  view.setUint32(at + 4, options.sequence >>> 0)
  view.setUint32(at + 8, (options.acknowledged ?? 0) >>> 0)
  view.setUint8(at + 12, (TCP_BYTES / 4) << 4)
  view.setUint8(
    at + 13,
    [...flags].reduce((bits, flag) => bits | (flagBits[flag] ?? 0), 0),
  )
  packet.set(payload, at + TCP_BYTES)
  return packet
}
