import { bytesOf, concat } from '../bytes.ts'
import type { Request } from '../script/datagrams.ts'
import type { Probe } from './probe.ts'

const TRIES = 3
/** Version 4 and the mode in one byte (RFC 5905, 7.3). */
const CLIENT = 0x23
const SERVER = 0x24
/** 1 January 2026, in seconds since 1900. */
const SECONDS = 3_976_214_400
/** What a client that tells nothing of itself says: a precision of 32 s, and no times but its own. */
const CLIENT_PRECISION = 0x20
/** Stratum 1, poll 6, precision 2^-23 s. */
const serverHead = Uint8Array.of(SERVER, 1, 6, 0xe9)

/** The transmit timestamp of a client may be any 8 bytes, and comes back as the origin's. */
function requestOf(transmit: Uint8Array): Uint8Array {
  return concat([Uint8Array.of(CLIENT, 0, 6, CLIENT_PRECISION), new Uint8Array(36), transmit])
}

function timestamp(fraction: number): Uint8Array {
  const bytes = new Uint8Array(8)
  const view = new DataView(bytes.buffer)
  view.setUint32(0, SECONDS)
  view.setUint32(4, fraction)
  return bytes
}

/** A reference id of our own: an answer with another one comes from another server. */
function replyTo(transmit: Uint8Array, reference: string): Uint8Array {
  const delays = new Uint8Array(8)
  const times = [timestamp(0), transmit, timestamp(0x40000000), timestamp(0x40010000)]
  return concat([serverHead, delays, bytesOf(reference), ...times])
}

/** A client's packet and the server's. */
export const ntpTime: Probe = {
  name: 'ntp-time',
  shows: 'Whether NTP requests and the answers of this very server arrive as they were said.',
  transports: ['udp'],
  protocols: ['ntp'],
  parts: ['silent'],
  converse: ({ nonce, key }) => {
    const macs = Array.from({ length: TRIES }, (_, at) => key(`ntp ${at + 1}`, 8))
    const tries = macs.map((mac): Request => ({ bytes: requestOf(mac), replies: [replyTo(mac, nonce.slice(0, 4))] }))
    return { datagrams: { keys: macs.map(bytes => ({ bytes, folds: false })), exchanges: [{ tries }] } }
  },
}
