/**
 * Reads one UDP or ICMP session of which both ends have a tape: everything that the tapes show, and why they show no
 * more. Knows nothing of other sessions.
 */
import type { DatagramComparison, DatagramFlow } from '../diff/comparison.ts'
import { foreignFromPeer } from '../diff/datagrams.ts'
import type { Row } from '../plan/session.ts'
import { changesIn } from './datagram-changes.ts'
import { type LossReading, lossesIn } from './datagram-sizes.ts'
import { type DatagramTransport, datagramIds, datagrams, foreignTrace } from './datagram-words.ts'
import type { Observation } from './observation.ts'

export { readLoneDatagram } from './datagram-lone.ts'

export interface DatagramReading {
  readonly observations: readonly Observation[]
  /** Why the session proves nothing more than its observations; null when it was played to its end. */
  readonly open: string | null
}

/**
 * All that a datagram session shows. Once all was answered, what was lost came by a retry and means nothing, and so
 * does order: both are what datagrams do.
 */
export function readDatagrams(comparison: DatagramComparison, row: Pick<Row, 'transport'>): DatagramReading {
  const transport = row.transport === 'icmp' ? 'icmp' : 'udp'
  const answered = answerReading(comparison, transport)
  const isTaken = answered?.id === datagramIds[transport].intercepted
  const flows = isTaken ? comparison.flows.filter(({ flow }) => flow === 'dialer-to-answerer') : comparison.flows
  const losses = isFinished(comparison) ? [] : flows.map(flow => lossesOf(comparison, flow, transport))
  const observations = [
    ...(answered === null ? [] : [answered]),
    ...flows.flatMap(flow => changesIn(comparison, flow, transport)),
    ...losses.flatMap(({ observation }) => (observation === null ? [] : [observation])),
  ]
  return { observations, open: openReason(comparison, observations, losses) }
}

function isFinished({ dialer }: DatagramComparison): boolean {
  return dialer.ending.script === 'finished'
}

function lossesOf({ dialer }: DatagramComparison, flow: DatagramFlow, transport: DatagramTransport): LossReading {
  return lossesIn(flow, { family: dialer.head.family, transport })
}

/** Who answered, where it was not the far end as it should: nobody, though the far end did, or somebody else. */
function answerReading(comparison: DatagramComparison, transport: DatagramTransport): Observation | null {
  const requests = comparison.flows.find(({ flow }) => flow === 'dialer-to-answerer')
  const answers = comparison.flows.find(({ flow }) => flow === 'answerer-to-dialer')
  if (requests === undefined || answers === undefined) return null
  const came = answers.datagrams.some(({ fate }) => fate !== 'lost')
  const foreign = foreignFromPeer(comparison, answers)
  const heard = `the far end heard ${datagrams(heardOf(requests))}`
  const ids = datagramIds[transport]
  if (answers.datagrams.length === 0 && foreign.length > 0) {
    const traces = foreign.slice(0, 1).map(bytes => foreignTrace(answers.flow, bytes))
    return { id: ids.intercepted, flow: null, notes: [`${heard} and answered none, and an answer came`], traces }
  }
  if (answers.datagrams.length === 0 || came || foreign.length > 0) return null
  const code = comparison.dialer.ending.code
  const said = code === undefined ? [] : [`the network said ${code}`]
  const sent = answers.datagrams.reduce((sum, it) => sum + it.sent, 0)
  return { id: ids.lostBack, flow: null, notes: [`${heard} and sent ${sent} back, and none came`, ...said], traces: [] }
}

function heardOf({ datagrams: all, foreign }: DatagramFlow): number {
  return all.reduce((sum, { heard, as }) => sum + heard + as.length, foreign.length)
}

function openReason(
  comparison: DatagramComparison,
  observations: readonly Observation[],
  losses: readonly LossReading[],
): string | null {
  const ends = [comparison.dialer, comparison.answerer]
  if (ends.some(({ ending }) => ending.kind === 'aborted')) return 'the run was broken off'
  if (observations.length > 0 || isFinished(comparison)) return null
  const reasons = losses.flatMap(({ open }) => (open === null ? [] : [open]))
  if (reasons.length > 0) return reasons.join('; ')
  const { kind, script } = comparison.dialer.ending
  return `the conversation was not played to its end (dialer: ${kind}, ${script})`
}
