/**
 * What all base chains together do with the first packet of a flow. Every chain on its way sees it, whichever table it is
 * in, until one drops it. Knows nothing of how rules are written.
 */
import type { FirewallVerdict, Packet } from '../facts.ts'
import { type Base, type Chain, hooksOf, type Seen, type Table } from './model.ts'
import type { Tri } from './possible.ts'
import { firstSight, mergeSeen } from './seen.ts'
import { type End, walkBase } from './walk.ts'

interface Station {
  readonly table: Table
  readonly chain: Chain
  readonly base: Base
}

/** NF_IP_PRI_CONNTRACK: chains before it see packets that have no connection yet. */
const trackingPriority = -200

/** The verdict of these tables on a packet. */
export function verdictOf(tables: readonly Table[], packet: Packet): FirewallVerdict {
  let seen = firstSight(packet)
  let doubt: FirewallVerdict | null = null
  for (const { table, chain, base } of stationsOf(tables, packet)) {
    const there = passesBy(table, base, packet)
    if (there === 'no') continue
    seen = arriveAt(base, seen)
    const ends = walkBase(table, chain, seen)
    const verdict = conclude(ends, there)
    if (ends.some(it => it.kind === 'elsewhere')) return doubt ?? verdict
    if (verdict.kind === 'drops' || verdict.kind === 'rejects') return verdict
    if (verdict.kind === 'unknown') doubt ??= verdict
    const passed = ends.filter(it => it.kind === 'accept').map(it => it.seen)
    if (passed.length > 0) seen = (there === 'maybe' ? [seen, ...passed] : passed).reduce(mergeSeen)
  }
  return doubt ?? { kind: 'passes' }
}

/** The base chains on the way of a packet, in order. */
function stationsOf(tables: readonly Table[], packet: Packet): readonly Station[] {
  const hooks = hooksOf[packet.hook]
  const stations: Station[] = []
  for (const table of tables) {
    for (const chain of table.chains.values()) {
      if (chain.base !== null && hooks.includes(chain.base.hook)) stations.push({ table, chain, base: chain.base })
    }
  }
  return stations.sort(
    (a, b) => hooks.indexOf(a.base.hook) - hooks.indexOf(b.base.hook) || a.base.priority - b.base.priority,
  )
}

/** Whether the chain ever sees the packet. */
function passesBy({ family }: Table, { devices }: Base, packet: Packet): Tri {
  if (family === 'arp' || family === (packet.family === 4 ? 'ip6' : 'ip')) return 'no'
  if (devices !== null) {
    if (packet.interface !== null) return devices.includes(packet.interface) ? 'yes' : 'no'
    return devices.every(it => it === 'lo') ? 'no' : 'maybe'
  }
  // A bridge filters only what comes by one of its ports, and which interfaces are bridges is not in the rules.
  return family === 'bridge' ? 'maybe' : 'yes'
}

function arriveAt({ hook, priority }: Base, seen: Seen): Seen {
  const early = hook === 'ingress' || (['prerouting', 'output'].includes(hook) && priority < trackingPriority)
  const tracking = seen.tracking === 'not-yet' && !early ? 'new' : seen.tracking
  return { ...seen, hook, tracking }
}

/** One verdict from all ways out of a chain. */
function conclude(ends: readonly End[], there: Tri): FirewallVerdict {
  // The last way is the one that takes all that the others may have left.
  const last = ends.at(-1)
  if (last === undefined || ends.every(it => it.kind === 'accept')) return { kind: 'passes' }
  if (there === 'yes' && ends.every(isStop)) {
    return { kind: last.kind === 'reject' ? 'rejects' : 'drops', rule: last.rule() }
  }
  const elsewhere = ends.find(it => it.kind === 'elsewhere')
  if (elsewhere !== undefined) {
    return {
      kind: 'unknown',
      why: `what becomes of the packet is not decided by these rules alone: ${elsewhere.rule()}`,
    }
  }
  const odd = ends.find(it => isStop(it) !== isStop(last)) ?? last
  return { kind: 'unknown', why: `it depends on more than the packet: ${odd.rule()}` }
}

function isStop({ kind }: End): boolean {
  return kind === 'drop' || kind === 'reject'
}
