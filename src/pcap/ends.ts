/**
 * The two ends as packets name them. A tape of a session that never stood knows none; addresses of documentation stand
 * in for them then, and the file says so.
 */
import type { Endpoint, Family, TapeHead } from '../tape/tape.ts'
import { bytesOfLiteral } from './address.ts'

export interface PacketEnd {
  /** 4 or 16 bytes. */
  readonly address: Uint8Array
  readonly port: number
}

export interface Ends {
  readonly local: PacketEnd
  readonly remote: PacketEnd
  /** What stands in for an end that the tape does not name, one sentence each. */
  readonly standIns: readonly string[]
}

/** RFC 5737 and RFC 3849. */
const documentation = {
  4: { local: '192.0.2.1', remote: '192.0.2.2' },
  6: { local: '2001:db8::1', remote: '2001:db8::2' },
}
/** The first port that nobody is assigned (RFC 6335, section 6). */
const DIALERS_PORT = 49152

/** The ends of a tape. */
export function endsOf(head: TapeHead): Ends {
  const [local, remote] = [endOf(head, 'local'), endOf(head, 'remote')]
  const standIns = (['local', 'remote'] as const).flatMap(side =>
    known(head[side], head.family) === null ? [standInWords(head.family, side)] : [],
  )
  return { local, remote, standIns }
}

/** An endpoint as packets of this family name it; null when it cannot stand in one. */
export function known(endpoint: Endpoint | null, family: Family): PacketEnd | null {
  const address = endpoint === null ? null : bytesOfLiteral(endpoint.address, family)
  return endpoint === null || address === null ? null : { address, port: endpoint.port & 0xffff }
}

function endOf(head: TapeHead, side: 'local' | 'remote'): PacketEnd {
  const isDialer = (head.role === 'dialer') === (side === 'local')
  const standIn = { address: documentation[head.family][side], port: isDialer ? DIALERS_PORT : head.port }
  const end = known(head[side], head.family) ?? known(standIn, head.family)
  if (end === null) throw new Error(`${standIn.address} is no address`)
  return end
}

function standInWords(family: Family, side: 'local' | 'remote'): string {
  const whose = side === 'local' ? 'own' : "other end's"
  return `The tape does not know the ${whose} address; ${documentation[family][side]} stands for it.`
}
