/**
 * Pings that only the far end's kernel can witness: nothing there could hear them, but its counters moved (DESIGN
 * section 4). The dialer's tape shows what came back; the counters show whether it was that host that took and answered.
 *
 * Whoever pings that host raises its counters. So what they did not count did not arrive; but what they counted is ours
 * only when they counted no more than we sent. Everything else stays open. Pure.
 */
import type { DatagramComparison, LoneComparison } from '../diff/comparison.ts'
import { compareDatagrams } from '../diff/datagrams.ts'
import type { Tape } from '../tape/tape.ts'
import { intercepted, readUnanswered } from './datagram-lone.ts'
import { readDatagrams } from './datagrams.ts'
import { type LoneReading, open, shown } from './lone.ts'
import { isLasting, type Observation, type Reading } from './observation.ts'

/** What the far end's kernel counted from surely before to surely after a session. */
export interface CountedEchoes {
  /** Echo requests that arrived, from anybody. */
  readonly received: number
  /** Echo replies that it made, for anybody. */
  readonly answered: number
  /** How many of the requests may have been the dialer's: those that its sessions of the row sent meanwhile. */
  readonly own: number
}

/** A session that was decided by counters, or left open by them. */
export interface CountedReading extends Reading {
  readonly counted: CountedEchoes
}

type Shows = Pick<Reading, 'observations' | 'open'>

const LEG = 'on the way there or on the way back is not known'
const SILENT_HOST = "the far end's kernel took the echo requests and answered none: see its icmp_echo_ignore_all"
const UNSEEN = `${LEG}: the far end's kernel counts echo requests and shows none`

export function isCounted(reading: Reading): reading is CountedReading {
  return 'counted' in reading
}

/** The same reading, decided by the counters where nothing else could. `counted`: undefined where there are none. */
export function readCounted(reading: Reading, counted: CountedEchoes | undefined): Reading {
  const { comparison, session } = reading
  if (counted === undefined || session.row.transport !== 'icmp' || comparison.kind !== 'lone') return reading
  const { kind } = comparison.dialer.ending
  if (comparison.farEnd !== 'not-listening' || kind === 'aborted' || kind === 'no-connection') return reading
  const isAnswered = comparison.dialer.events.some(event => event.kind === 'heard')
  const shows = isAnswered ? readAnswered(comparison, counted) : showsOf(readSilence(comparison, counted))
  const decided: CountedReading = { ...reading, ...shows, counted }
  return decided
}

function showsOf({ observation, open: reason }: LoneReading): Shows {
  return { observations: observation === null ? [] : [observation], open: reason }
}

/** Replies came. Their data is the requests' own, or it was changed on the way, whoever gave them. */
function readAnswered(lone: LoneComparison, counted: CountedEchoes): Shows {
  const echoed = echoOf(lone.dialer)
  const answers = leastAnswers(echoed)
  if (counted.received < answers) {
    const first = lone.dialer.events.find(event => event.kind === 'heard')
    const note = `${toldBy(counted)}, and ${repliesWord(answers)} came`
    return { observations: [intercepted('icmp', first?.bytes ?? new Uint8Array(0), note)], open: null }
  }
  const { observations, open: reason } = readDatagrams(echoed, { transport: 'icmp' })
  const doubt = doubtOf(counted, answers)
  const proved = doubt === null ? observations : observations.filter(isLasting)
  return { observations: proved.map(withoutLeg), open: doubt ?? reason }
}

/** Why it is not proved that it was the far end that answered; null when it is. */
function doubtOf({ received, answered, own }: CountedEchoes, answers: number): string | null {
  if (received > own) return othersReason(received - own)
  if (answered < answers) return `the far end's kernel made fewer replies (${answered}) than came (${answers})`
  return null
}

function othersReason(others: number): string {
  return `others pinged the far end at the same time (${requests(others)}), so its counters do not tell who answered`
}

/** The tapes as they are when the far end heard what was sent: what came back otherwise was changed on either leg. */
function echoOf(dialer: Tape): DatagramComparison {
  const events = dialer.events.flatMap(event => (event.kind === 'sent' ? [{ ...event, kind: 'heard' as const }] : []))
  return compareDatagrams(dialer, { ...dialer, head: { ...dialer.head, role: 'answerer' }, events })
}

/** As many replies the far end must have made at least: one for each request that was answered, copies aside. */
function leastAnswers({ flows }: DatagramComparison): number {
  const answers = flows.find(({ flow }) => flow === 'answerer-to-dialer')?.datagrams ?? []
  return Math.max(1, answers.filter(({ fate }) => fate === 'arrived').length)
}

/** The source of a reply is a matter of the way back; all else may have happened on either leg. */
function withoutLeg(observation: Observation): Observation {
  if (observation.id === 'icmp.source-rewritten') return observation
  return { ...observation, flow: null, because: UNSEEN }
}

/** No reply came: what was not counted did not arrive; what was counted may be others'. */
function readSilence(lone: LoneComparison, counted: CountedEchoes): LoneReading {
  const told = toldBy(counted)
  const seen = readUnanswered(lone, 'icmp', [told])
  const isRefused = seen.id === 'icmp.refused'
  if (seen.id === 'host.firewall' || (isRefused && counted.received === 0)) return shown(seen)
  if (isRefused) return open(seen.notes.join('; '))
  const lost = { ...seen, notes: [...seen.notes, told] }
  return counted.received === 0 ? shown(lost) : readCountedLoss(lone, counted, lost)
}

/** Lost, and the far end's kernel counted requests meanwhile. Only as many as ours could be are taken for ours. */
function readCountedLoss(lone: LoneComparison, counted: CountedEchoes, seen: Observation): LoneReading {
  const { received, answered, own } = counted
  const sent = lone.dialer.events.filter(event => event.kind === 'sent').length
  const isOurs = sent > 0 && received >= sent && received <= own
  if (isOurs && answered === 0) return open(SILENT_HOST)
  if (isOurs && answered >= received) return shown({ ...seen, id: 'icmp.lost-back' })
  return shown({ ...seen, because: `${LEG}: ${toldBy(counted)}` })
}

function toldBy({ received, answered }: CountedEchoes): string {
  const took = `the far end's kernel counted ${requests(received)} meanwhile`
  return received === 0 ? took : `${took} and answered ${answered}`
}

function requests(count: number): string {
  return count === 0 ? 'no echo request' : count === 1 ? '1 echo request' : `${count} echo requests`
}

function repliesWord(count: number): string {
  return count === 1 ? '1 reply' : `${count} replies`
}
