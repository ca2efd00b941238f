/**
 * What never arrived of one flow, and whether its size is the reason: a path that carries less than it says (RFC 2923),
 * or one that loses fragments (RFC 8900). Knows nothing of what did arrive changed.
 */
import type { DatagramFate, DatagramFlow } from '../diff/comparison.ts'
import type { Family } from '../tape/tape.ts'
import { type DatagramTransport, datagramIds, datagrams, headerBytes, usualPacketBytes } from './datagram-words.ts'
import type { Observation } from './observation.ts'

/** Copies that must be missing before it is not chance: all tries of one datagram, or one try of several. */
const TELLING_COPIES = 3

export interface LossReading {
  /** What the sizes show; null when they show nothing. */
  readonly observation: Observation | null
  /** Why the losses prove nothing; null when there are none, or the observation tells. */
  readonly open: string | null
}

interface Carried {
  readonly family: Family
  readonly transport: DatagramTransport
}

/** Reads the losses of a flow of which not all was answered. */
export function lossesIn(flow: DatagramFlow, { family, transport }: Carried): LossReading {
  const lost = flow.datagrams.filter(({ fate }) => fate === 'lost')
  const whole = flow.datagrams.filter(({ fate }) => fate === 'arrived' || fate === 'altered')
  if (lost.length === 0 || whole.length === 0) return { observation: null, open: null }
  const largest = Math.max(...whole.map(({ bytes }) => bytes.length))
  const beyond = lost.filter(({ bytes }) => bytes.length > largest)
  const copies = beyond.reduce((sum, { sent }) => sum + sent, 0)
  if (copies < TELLING_COPIES) return { observation: null, open: chance(lost) }
  const smallest = Math.min(...beyond.map(({ bytes }) => bytes.length))
  return { observation: bySize(flow, { largest, smallest, header: headerBytes[family], transport }), open: null }
}

interface Sizes {
  /** Of those that arrived, payload bytes. */
  readonly largest: number
  /** Of those larger ones that did not. */
  readonly smallest: number
  readonly header: number
  readonly transport: DatagramTransport
}

function bySize({ flow }: DatagramFlow, { largest, smallest, header, transport }: Sizes): Observation {
  const inFragments = smallest + header > usualPacketBytes
  const lostOnes = `none of ${smallest + header} bytes and more`
  const note = `packets of up to ${largest + header} bytes arrived, and ${lostOnes}`
  return inFragments
    ? { id: datagramIds[transport].fragmentsLost, flow, notes: [`${note}, which go in fragments`], traces: [] }
    : { id: 'path.black-hole', flow, notes: [note], traces: [] }
}

/** Those asked more than once say more than those whose other tries had other bytes. */
function chance(lost: readonly DatagramFate[]): string {
  const retried = lost.filter(({ sent }) => sent > 1)
  const shown = retried.length > 0 ? retried : lost
  const sizes = [...new Set(shown.map(({ bytes }) => bytes.length))].sort((a, b) => a - b)
  return `${datagrams(shown.length)} never arrived (${sizes.join(', ')} bytes), and others did: that may be chance`
}
