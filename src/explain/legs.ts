/**
 * On which leg something was lost, and who refused it: decided by what the two hosts say of themselves (DESIGN
 * section 3). Without their word it stays unknown, and the reason is told. Pure.
 */
import type { FirewallVerdict } from '../host/facts.ts'
import type { FamilyRow } from '../plan/session.ts'
import { type CountedEchoes, readCounted } from './counted.ts'
import type { FindingId, Side } from './finding.ts'
import type { Observation, Reading } from './observation.ts'

/** What is known of the two hosts of a row. */
export interface HostView {
  /** What the answering host's own rules do with what comes in; null: nothing is known of them. */
  readonly answerer: FirewallVerdict | null
  /** What the dialing host's own rules do with what goes out. */
  readonly dialer: FirewallVerdict | null
  /** Handshakes began at the answering end that no session of ours completed: connections arrived. */
  readonly arrived: boolean
  /** Why it proves nothing that none did; null when it does. */
  readonly blind: string | null
  /** By session: what the answering host's kernel counted while it was pinged; none: it could not tell. */
  readonly echoes?: ReadonlyMap<string, CountedEchoes>
}

/** Of a row whose hosts told nothing. */
export const unseen: HostView = { answerer: null, dialer: null, arrived: false, blind: 'the far end was not asked' }

type Lost = 'tcp.lost' | 'udp.lost' | 'icmp.lost'
type Refused = 'tcp.refused' | 'udp.refused' | 'icmp.refused'

/** The same readings: pings that only the kernel counted are decided, every loss and refusal with what the hosts prove of it. */
export function settleLegs(row: FamilyRow, readings: readonly Reading[], view: HostView): readonly Reading[] {
  return readings
    .map(it => readCounted(it, view.echoes?.get(it.session.id)))
    .map(reading => ({
      ...reading,
      observations: reading.observations.map(it => settle(row, it, view)),
    }))
}

function settle(row: FamilyRow, observation: Observation, view: HostView): Observation {
  if (!isLost(observation.id) && !isRefused(observation.id)) return observation
  const own = ownFirewall(row, observation, view)
  if (own !== null) return own
  // Its own reader knows already why nothing proves the leg.
  if (observation.because !== undefined) return observation
  return isLost(observation.id) ? settleLost(row, observation, view) : settleRefused(observation, view)
}

function isLost(id: FindingId): id is Lost {
  return id === 'tcp.lost' || id === 'udp.lost' || id === 'icmp.lost'
}

function isRefused(id: FindingId): id is Refused {
  return id === 'tcp.refused' || id === 'udp.refused' || id === 'icmp.refused'
}

/**
 * One of the two hosts does it itself, and its rule says so: the dialer's first, since what it keeps never leaves. What
 * arrived was kept by neither; and a refusal is no work of an answerer that drops in silence.
 */
function ownFirewall(row: FamilyRow, observation: Observation, { answerer, dialer, arrived }: HostView) {
  if (arrived) return null
  const incoming = row.direction === 'incoming'
  if (isShut(dialer)) return byHost(observation, dialer, incoming ? 'client-host' : 'server-host')
  if (!isShut(answerer) || (answerer.kind === 'drops' && isRefused(observation.id))) return null
  return byHost(observation, answerer, incoming ? 'server-host' : 'client-host')
}

type Shut = Extract<FirewallVerdict, { rule: string }>

function isShut(verdict: FirewallVerdict | null): verdict is Shut {
  return verdict?.kind === 'drops' || verdict?.kind === 'rejects'
}

function byHost(observation: Observation, { kind, rule }: Shut, side: Side): Observation {
  const whose = side === 'server-host' ? 'the mail server' : 'the client'
  const note = `the firewall of ${whose} itself ${kind} it (${rule})`
  return { ...observation, id: 'host.firewall', notes: [note], side, because: note }
}

function settleLost(row: FamilyRow, observation: Observation, { answerer, arrived, blind }: HostView): Observation {
  const { transport } = row
  if (transport === 'tcp' && arrived) return { ...observation, id: 'tcp.lost-back' }
  // Datagrams need no handshake: an open socket that heard nothing is proof, if the rules before it are innocent.
  const why = (transport === 'tcp' ? blind : null) ?? unreadReason(answerer)
  if (why === null) return { ...observation, id: `${transport}.lost-out` }
  return { ...observation, because: `on the way there or on the way back is not known: ${why}` }
}

const refusedByPath = {
  'tcp.refused': 'tcp.refused-by-path',
  'udp.refused': 'udp.refused-by-path',
  'icmp.refused': 'icmp.refused-by-path',
} as const satisfies Record<Refused, FindingId>

function settleRefused(observation: Observation, { answerer, dialer }: HostView): Observation {
  const why = unreadReason(answerer)
  if (why !== null) return { ...observation, because: `by the host or by the path is not known: ${why}` }
  const id = refusedByPath[observation.id as Refused]
  // The far end is innocent; of the two that are left the path is the likelier one, and not the only one.
  const doubt = unreadReason(dialer, 'dialing host')
  if (doubt === null) return { ...observation, id }
  return { ...observation, id, because: `unless the firewall of the dialing host itself did it: ${doubt}` }
}

/** Null when that host's rules were read and say what they do with it. */
function unreadReason(verdict: FirewallVerdict | null, whose = 'far end'): string | null {
  if (verdict === null) return `the firewall rules of the ${whose} were not read`
  return verdict.kind === 'unknown' ? verdict.why : null
}
