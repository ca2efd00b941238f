/**
 * Reads one session: everything that its tapes show, and why they show no more. Knows nothing of other sessions.
 */
import type { FlowComparison, LoneComparison, PairComparison } from '../diff/comparison.ts'
import type { Flow } from '../diff/edit.ts'
import type { SessionFacts } from '../plan/session.ts'
import { otherRole, type Role } from '../script/script.ts'
import type { Ending, Layer } from '../tape/tape.ts'
import { readDatagrams, readLoneDatagram } from './datagrams.ts'
import { echoObservations } from './echo.ts'
import { cutObservations, resetObservation, stallsOf } from './events.ts'
import { type LoneReading, readLone } from './lone.ts'
import type { ConversationReader, ConversationReading } from './mail/reading.ts'
import type { Judged, Reading } from './observation.ts'
import { readerOf } from './readers.ts'
import { layerOf } from './smtp/layer.ts'
import { readTls } from './tls.ts'

/** The addresses of a client behind NAT: its own, and the one that the responder sees. */
export interface ClientNat {
  readonly own: string
  readonly seenAs: string
}

const layers: readonly Layer[] = ['wire', 'tls']

/** A session without mail in it: there is no dialog to be read, and every difference is one thing. */
export function isRawSession(session: SessionFacts): boolean {
  return readerOf(session) === null
}

/** What must be known of a row beside its tapes. */
export interface RowFacts {
  readonly clientNat: ClientNat | null
  /** Why the row could not be armed, or could not be tested to its end; null when nothing is known against it. */
  readonly untested: string | null
}

/** All that a session shows. */
export function readSession(judged: Judged, { clientNat, untested }: RowFacts): Reading {
  const { session, comparison } = judged
  if (comparison.kind === 'pair') return readPair(judged, comparison)
  const nothing = { ...judged, stalls: [], passages: [], issuer: null }
  if (comparison.kind === 'datagrams') return { ...nothing, ...readDatagrams(comparison, session.row) }
  const { observation, open } = isBehindNat(judged, clientNat) ?? readLoneSession(judged, comparison, untested)
  return { ...nothing, observations: observation === null ? [] : [observation], open }
}

function readLoneSession({ session }: Judged, lone: LoneComparison, untested: string | null): LoneReading {
  const { transport } = session.row
  return transport === 'tcp' ? readLone(lone, untested) : readLoneDatagram(lone, transport, untested)
}

/** Behind NAT an outgoing connection that the client did not see says nothing: its own router may have taken it. */
function isBehindNat({ session }: Judged, nat: ClientNat | null): { observation: null; open: string } | null {
  if (nat === null || session.row.direction === 'incoming') return null
  return { observation: null, open: natReason(nat) }
}

/** The reason that DESIGN section 3 gives. */
export function natReason({ own, seenAs }: ClientNat): string {
  return `client behind NAT (own ${own}, seen as ${seenAs})`
}

function readPair(judged: Judged, pair: PairComparison): Reading {
  const reader = readerOf(judged.session)
  const isLibrary = judged.session.library !== undefined
  const words =
    reader === null ? [] : layers.flatMap(layer => readLayer(reader, { flows: pair.flows, layer, isLibrary }))
  const swallowed = words.some(reading => reading.swallowed)
  const isExplained = (flow: Flow | null) => swallowed && flow === 'dialer-to-answerer'
  const reset = resetObservation(pair)
  const tls = readTls(pair, judged.method !== undefined)
  const observations = [
    ...(tls.observation === null ? [] : [tls.observation]),
    ...words.flatMap(reading => reading.observations),
    ...(reader === null ? echoObservations(pair.flows) : []),
    ...cutObservations(pair.flows).filter(({ flow }) => !isExplained(flow)),
    ...(reset === null ? [] : [reset]),
  ]
  const stalls = stallsOf(pair).filter(({ flow }) => !isExplained(flow))
  const open = tls.open ?? unfinished(pair, observations.length + stalls.length > 0)
  return {
    ...judged,
    observations,
    stalls,
    passages: words.flatMap(({ passages }) => passages),
    issuer: tls.issuer,
    open,
  }
}

interface LayerOf {
  readonly flows: readonly FlowComparison[]
  readonly layer: Layer
  readonly isLibrary: boolean
}

/** The libraries hold their conversation inside TLS by themselves; of it the tape has the message alone. */
function readLayer(reader: ConversationReader, { flows, layer, isLibrary }: LayerOf): readonly ConversationReading[] {
  const its = layerOf(flows, layer)
  if (its === null) return []
  return [isLibrary && layer === 'tls' ? reader.observeMessages(its) : reader.observe(its)]
}

/** Why a session without any difference proves nothing: it was not played to its end. */
function unfinished(pair: PairComparison, showsMore: boolean): string | null {
  const ends = [pair.dialer, pair.answerer]
  if (ends.some(({ ending }) => ending.kind === 'aborted')) return 'the run was broken off'
  if (showsMore) return null
  const reset = ends.find(({ ending }) => ending.resetSent === true && ending.script !== 'finished')
  const open = reset ?? ends.find(({ ending }) => ending.script !== 'finished')
  return open === undefined ? null : unfinishedReason(open.head.role, open.ending)
}

function unfinishedReason(role: Role, ending: Ending): string {
  if (ending.resetSent === true) return `the ${role} broke the connection off itself`
  if (ending.kind === 'reset-heard') return `the ${otherRole(role)} broke the connection off itself`
  return `the conversation was not played to its end (${role}: ${ending.kind}, ${ending.script})`
}
