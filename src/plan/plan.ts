/**
 * What a run is going to try: a pure function of rows, seed and release, so both ends derive it alone and nobody can
 * make the far end say other words than these.
 */
import { createHash } from 'node:crypto'
import { openingWords, serviceOf } from '../probes/openings.ts'
import { type Conversation, isAskedOn, type Opening, openings, type Probe, type ProbeContext } from '../probes/probe.ts'
import { isWanted, probes } from '../probes/probes.ts'
import { listenerScript, prologueOf } from '../script/listener.ts'
import { type Script, silentScript } from '../script/script.ts'
import type { Direction } from '../tape/tape.ts'
import { NoLetterError } from './near-miss.ts'
import { heldOpen, inSmallPieces } from './pieces.ts'
import { randomFrom } from './random.ts'
import { secretFrom } from './secret.ts'
import { type Asks, type FamilyRow, type Session, usualAsks, type Variant } from './session.ts'
import { rowOfVariant, VariantError, wordsOfVariant } from './variants.ts'

/** Sessions that may be under way together on their ports: one opening a port, another one on another port. */
export interface Round {
  readonly direction: Direction
  /** Counts the rounds of one direction, from 0. */
  readonly index: number
  readonly sessions: readonly Session[]
}

export interface Plan {
  readonly rows: readonly FamilyRow[]
  readonly rounds: readonly Round[]
  /** Every session of the first try, by id. */
  readonly sessions: ReadonlyMap<string, Session>
}

export interface PlanInput {
  readonly rows: readonly FamilyRow[]
  /** From the pairing code and the run's id; the same at both ends. */
  readonly seed: Uint8Array
  /** What is asked besides the usual; without it the usual alone. */
  readonly asks?: Asks
}

/** How sessions of the plan are asked again. */
export interface Repeat {
  /** The first try is 1. */
  readonly attempt: number
  /** Wait long for every byte: the repeat that decides about a stall. */
  readonly patient: boolean
  /** One after the other on each port, and the ports one after the other: a limit on the path is not provoked. */
  readonly alone?: true
  /** All words of TCP in small pieces: tells a path that loses large packets from one that minds the words. */
  readonly small?: true
  /** So many of each session at once, all held open for a while: measures a limit of connections. Attempts count on. */
  readonly held?: number
  /** In another way, and not judged with the rest. */
  readonly variant?: Variant
}

/** Names a round on the wire between the two ends; each derives the sessions from its own plan. */
export type RoundRef =
  | { readonly kind: 'planned'; readonly direction: Direction; readonly index: number }
  | ({ readonly kind: 'repeat'; readonly direction: Direction; readonly sessions: readonly string[] } & Repeat)
  | {
      readonly kind: 'variants'
      readonly direction: Direction
      readonly asked: readonly AskedAnew[]
      readonly attempt: number
    }

/** A question of the plan put in another way (`Variant`). */
export interface AskedAnew {
  readonly session: string
  readonly variant: Variant
}

/** The round names a session that is not in the plan, or does not exist: the two ends do not have the same plan. */
export class PlanError extends Error {
  override name = 'PlanError'
}

/**
 * Milliseconds without a byte before a session is given up: longer than TCP takes to send a lost handshake and two lost
 * segments again. The patient repeat waits as DESIGN 2.8 says, and more.
 */
const IDLE_MS = 8000
const PATIENT_IDLE_MS = 16000
/** A size that the path swallows is one of many that are tried, and the last two are tried again. */
const SIZED_IDLE_MS = 4000

/** Length of a nonce, characters of 30 each: 49 bits, so two of a run do not meet. */
const NONCE_LENGTH = 10

/** All rounds of a run. */
export function planRun(input: PlanInput): Plan {
  const directions: readonly Direction[] = ['incoming', 'outgoing']
  const rounds = directions.flatMap(direction => roundsOf(input, direction))
  const sessions = new Map(rounds.flatMap(round => round.sessions.map(session => [session.id, session])))
  return { rows: input.rows, rounds, sessions }
}

/**
 * Round i holds the i-th opening of every row, so that no row waits for openings that it does not have; but those with the most
 * sessions begin together, because each of them takes longest.
 */
function roundsOf(input: PlanInput, direction: Direction): Round[] {
  const lanes = longestTogether(input.rows.filter(row => row.direction === direction).map(row => laneOf(input, row)))
  const count = Math.max(0, ...lanes.map(lane => lane.length))
  return Array.from({ length: count }, (_, index) => ({
    direction,
    index,
    sessions: lanes.flatMap(lane => lane[index] ?? []).sort(byLength),
  }))
}

type Lane = readonly (readonly Session[])[]

function longestTogether(lanes: readonly Lane[]): readonly Lane[] {
  const places = lanes.map(lane => lane.findIndex(([first]) => first !== undefined && openingOf(first) === longest))
  const last = Math.max(...places)
  return lanes.map((lane, at) => {
    const place = places[at] ?? -1
    return place < 0 ? lane : [...lane.slice(0, place), ...Array(last - place).fill([]), ...lane.slice(place)]
  })
}

/** The opening of most sessions. */
const longest: Opening = 'line'

function openingOf({ probe, part }: Session): Opening | undefined {
  return probes.find(it => it.name === probe)?.parts[part]
}

/** The sessions of one row: for each opening that it has, those that open so. */
function laneOf(input: PlanInput, row: FamilyRow): Lane {
  return openings.map(opening => sessionsOf(input, row, opening)).filter(sessions => sessions.length > 0)
}

/** Long ones first: a port takes only so many at once, and a long one that begins late ends last. */
function byLength(a: Session, b: Session): number {
  return b.script.steps.length - a.script.steps.length
}

function sessionsOf({ seed, asks = usualAsks }: PlanInput, row: FamilyRow, opening: Opening): Session[] {
  return probes
    .filter(probe => isAskedOn(probe, row) && isWanted(probe, asks))
    .flatMap(probe =>
      probe.parts.flatMap((its, part) =>
        its === opening ? [sessionOf(seed, row, { probe, part, how: firstTry })] : [],
      ),
    )
}

interface Question {
  readonly probe: Probe
  readonly part: number
  readonly how: Repeat
  /** Of a variant: the session of the plan that it explains. */
  readonly of?: string
}

const firstTry: Repeat = { attempt: 1, patient: false }

function sessionOf(seed: Uint8Array, row: FamilyRow, { probe, part, how, of }: Question): Session {
  const { attempt, variant } = how
  const label = labelOf(row, { probe, part, how })
  const nonce = randomFrom(seed, `nonce/${label}`).word(NONCE_LENGTH)
  const roundWord = randomFrom(seed, 'greeting').word(NONCE_LENGTH)
  const context: ProbeContext = {
    nonce,
    greeting: openingWords(row.protocol, probe.parts[part] ?? 'silent', roundWord),
    random: randomFrom(seed, `content/${probe.name}`),
    key: (what, bytes) => secretFrom(seed, `${label}/${what}`, bytes),
  }
  const asked = probe.converse(context, part)
  const conversation =
    variant === undefined ? asked : wordsOfVariant(asked, variant, { protocol: row.protocol, context })
  return {
    id: createHash('sha256').update(seed).update(label).digest('hex').slice(0, 16),
    nonce,
    probe: probe.name,
    row,
    part,
    attempt,
    idleMs: idleOf(how) + (probe.waitMs?.(part) ?? 0),
    ...wordsOf(conversation, how),
    ...(variant === undefined || of === undefined ? {} : { variant: { ...variant, of } }),
  }
}

function labelOf(row: FamilyRow, { probe, part, how }: Question): string {
  const { attempt, patient, variant } = how
  const asked = [row.direction, row.family, row.transport, row.port, probe.name, part]
  const label = [...asked, attempt, patient, how.alone === true, how.small === true, how.held ?? 0]
  return [...label, ...(variant === undefined ? [] : Object.entries(variant).flat())].join('/')
}

function idleOf({ patient, variant }: Repeat): number {
  if (patient) return PATIENT_IDLE_MS
  return variant?.kind === 'size' ? SIZED_IDLE_MS : IDLE_MS
}

function wordsOf(
  conversation: Conversation,
  { small, held }: Repeat,
): Pick<Session, 'script' | 'library' | 'datagrams' | 'pings' | 'small'> {
  if (!('script' in conversation)) return { script: silentScript, ...conversation }
  if (held !== undefined) return { script: heldOpen(conversation.script) }
  return small === true ? { script: inSmallPieces(conversation.script), small } : { script: conversation.script }
}

/** The sessions that a round's name stands for. Throws PlanError when the plan has no such round. */
export function roundOf(plan: Plan, seed: Uint8Array, ref: RoundRef): readonly Session[] {
  if (ref.kind === 'repeat') {
    const attempts = Array.from({ length: ref.held ?? 1 }, (_, at) => ref.attempt + at)
    return ref.sessions.flatMap(id => attempts.map(attempt => repeatOf(plan, seed, id, { ...ref, attempt })))
  }
  if (ref.kind === 'variants') return ref.asked.map(it => variantOf(plan, seed, it, ref))
  const round = plan.rounds.find(it => it.direction === ref.direction && it.index === ref.index)
  if (round === undefined) throw new PlanError(`the plan has no ${ref.direction} round ${ref.index}`)
  return round.sessions
}

function repeatOf(plan: Plan, seed: Uint8Array, id: string, how: Repeat & { readonly direction: Direction }): Session {
  const { row, probe, part } = plannedIn(plan, id, how.direction)
  return sessionOf(seed, row, { probe, part, how })
}

function variantOf(
  plan: Plan,
  seed: Uint8Array,
  { session: of, variant }: AskedAnew,
  { direction, attempt }: { readonly direction: Direction; readonly attempt: number },
): Session {
  const { row, probe, part } = plannedIn(plan, of, direction)
  const how = { attempt, patient: false, variant }
  try {
    return sessionOf(seed, rowOfVariant(row, variant, plan.rows), { probe, part, how, of })
  } catch (error) {
    if (error instanceof VariantError || error instanceof NoLetterError) throw new PlanError(error.message)
    throw error
  }
}

function plannedIn(plan: Plan, id: string, direction: Direction): { row: FamilyRow; probe: Probe; part: number } {
  const first = plan.sessions.get(id)
  const probe = probes.find(it => it.name === first?.probe)
  if (first === undefined || probe === undefined || first.row.direction !== direction)
    throw new PlanError(`the plan has no session ${id}`)
  return { row: first.row, probe, part: first.part }
}

/** The rounds in which sessions of the plan are asked again: on each port those with one opening together. */
export function repeatRounds(plan: Plan, ids: readonly string[], how: Repeat): RoundRef[] {
  const wanted = new Set(ids)
  return plan.rounds.flatMap((round): RoundRef[] => {
    const sessions = round.sessions.map(session => session.id).filter(id => wanted.has(id))
    return sessions.length === 0 ? [] : [{ kind: 'repeat', direction: round.direction, sessions, ...how }]
  })
}

/** What the answerer plays for any caller on one port, while these sessions may call. */
export function answererScript(sessions: readonly Session[]): Script {
  const [first] = sessions
  const greets = first !== undefined && prologueOf(first.script).some(step => step.kind === 'say')
  const claims = sessions.map(({ id, nonce }) => ({ session: id, nonce }))
  return listenerScript(
    sessions.map(({ id, nonce, script }) => ({ session: id, nonce, script })),
    greets ? serviceOf(first.row.protocol, claims) : null,
  )
}
