/**
 * What a run is going to try: a pure function of rows, seed and release, so both ends derive it alone and nobody can
 * make the far end say other words than these.
 */
import { createHash } from 'node:crypto'
import type { Opening, Probe } from '../probes/probe.ts'
import { probes } from '../probes/probes.ts'
import { greetingLine, greetingLines, smtpService } from '../probes/smtp.ts'
import { listenerScript } from '../script/listener.ts'
import { type Script, type Step, silentScript } from '../script/script.ts'
import type { Direction } from '../tape/tape.ts'
import { randomFrom } from './random.ts'
import type { FamilyRow, Session } from './session.ts'

/** Sessions that may be under way together on their ports: one greeting a port. */
export interface Round {
  readonly direction: Direction
  /** Counts the rounds of one direction, from 0. */
  readonly index: number
  readonly sessions: readonly Session[]
}

export interface Plan {
  readonly rounds: readonly Round[]
  /** Every session of the first try, by id. */
  readonly sessions: ReadonlyMap<string, Session>
}

export interface PlanInput {
  readonly rows: readonly FamilyRow[]
  /** From the pairing code and the run's id; the same at both ends. */
  readonly seed: Uint8Array
}

/** Names a round on the wire between the two ends; each derives the sessions from its own plan. */
export type RoundRef =
  | { readonly kind: 'planned'; readonly direction: Direction; readonly index: number }
  | {
      readonly kind: 'repeat'
      readonly direction: Direction
      readonly sessions: readonly string[]
      readonly attempt: number
      /** Wait long for every byte: the repeat that decides about a stall. */
      readonly patient: boolean
    }

/** The round names a session that is not in the plan, or does not exist: the two ends do not have the same plan. */
export class PlanError extends Error {
  override name = 'PlanError'
}

/** The round with the most sessions last: the others end while it runs, those that take longest began first. */
const openings: readonly Opening[] = ['library', 'lines', 'silent', 'line']

/**
 * Milliseconds without a byte before a session is given up: longer than TCP takes to send a lost handshake and two lost
 * segments again. The patient repeat waits as DESIGN 2.8 says, and more.
 */
const IDLE_MS = 8000
const PATIENT_IDLE_MS = 16000

/** Length of a nonce, characters of 30 each: 49 bits, so two of a run do not meet. */
const NONCE_LENGTH = 10

/** All rounds of a run. */
export function planRun(input: PlanInput): Plan {
  const directions: readonly Direction[] = ['incoming', 'outgoing']
  const rounds = directions.flatMap(direction => roundsOf(input, direction))
  const sessions = new Map(rounds.flatMap(round => round.sessions.map(session => [session.id, session])))
  return { rounds, sessions }
}

function roundsOf(input: PlanInput, direction: Direction): Round[] {
  const rows = input.rows.filter(row => row.direction === direction)
  return openings
    .map(opening => rows.flatMap(row => sessionsOf(input.seed, row, opening)).sort(byLength))
    .filter(sessions => sessions.length > 0)
    .map((sessions, index) => ({ direction, index, sessions }))
}

/** Long ones first: a port takes only so many at once, and a long one that begins late ends last. */
function byLength(a: Session, b: Session): number {
  return b.script.steps.length - a.script.steps.length
}

function sessionsOf(seed: Uint8Array, row: FamilyRow, opening: Opening): Session[] {
  return probes
    .filter(probe => probe.protocols.includes(row.protocol))
    .flatMap(probe =>
      probe.parts.flatMap((its, part) => (its === opening ? [sessionOf(seed, row, { probe, part, attempt: 1 })] : [])),
    )
}

interface Question {
  readonly probe: Probe
  readonly part: number
  readonly attempt: number
  readonly patient?: boolean
}

function sessionOf(seed: Uint8Array, row: FamilyRow, question: Question): Session {
  const { probe, part, attempt } = question
  const label = [row.direction, row.family, row.port, probe.name, part, attempt, question.patient === true].join('/')
  const nonce = randomFrom(seed, `nonce/${label}`).word(NONCE_LENGTH)
  const greeting = greetingOf(probe.parts[part] ?? 'silent', randomFrom(seed, 'greeting').word(NONCE_LENGTH))
  const random = randomFrom(seed, `content/${probe.name}`)
  const conversation = probe.converse({ nonce, greeting, random }, part)
  const base = {
    id: createHash('sha256').update(seed).update(label).digest('hex').slice(0, 16),
    nonce,
    probe: probe.name,
    row,
    part,
    attempt,
    idleMs: question.patient === true ? PATIENT_IDLE_MS : IDLE_MS,
  }
  if ('script' in conversation) return { ...base, script: conversation.script }
  return { ...base, script: silentScript, library: conversation.library }
}

function greetingOf(opening: Opening, roundWord: string): readonly Step[] {
  switch (opening) {
    case 'line':
      return [greetingLine(roundWord)]
    case 'lines':
      return [greetingLines(roundWord)]
    case 'silent':
    case 'library':
      return []
  }
}

/** The sessions that a round's name stands for. Throws PlanError when the plan has no such round. */
export function roundOf(plan: Plan, seed: Uint8Array, ref: RoundRef): readonly Session[] {
  if (ref.kind === 'repeat') return ref.sessions.map(id => repeatOf(plan, seed, id, ref))
  const round = plan.rounds.find(it => it.direction === ref.direction && it.index === ref.index)
  if (round === undefined) throw new PlanError(`the plan has no ${ref.direction} round ${ref.index}`)
  return round.sessions
}

function repeatOf(
  plan: Plan,
  seed: Uint8Array,
  id: string,
  ref: { attempt: number; patient: boolean; direction: Direction },
): Session {
  const first = plan.sessions.get(id)
  const probe = probes.find(it => it.name === first?.probe)
  if (first === undefined || probe === undefined || first.row.direction !== ref.direction)
    throw new PlanError(`the plan has no session ${id}`)
  return sessionOf(seed, first.row, { probe, part: first.part, attempt: ref.attempt, patient: ref.patient })
}

/** The rounds in which sessions of the plan are asked again: those with one opening together. */
export function repeatRounds(
  plan: Plan,
  ids: readonly string[],
  how: { attempt: number; patient: boolean },
): RoundRef[] {
  const wanted = new Set(ids)
  return plan.rounds.flatMap((round): RoundRef[] => {
    const sessions = round.sessions.map(session => session.id).filter(id => wanted.has(id))
    return sessions.length === 0 ? [] : [{ kind: 'repeat', direction: round.direction, sessions, ...how }]
  })
}

/** What the answerer plays for any caller on one port, while these sessions may call. */
export function answererScript(sessions: readonly Session[]): Script {
  const claims = sessions.map(({ id, nonce }) => ({ session: id, nonce }))
  const first = sessions[0]?.script.steps[0]
  const greets = first?.kind === 'say' && first.by === 'answerer'
  const service = greets && sessions[0]?.row.protocol === 'smtp' ? smtpService(claims) : null
  return listenerScript(
    sessions.map(({ id, nonce, script }) => ({ session: id, nonce, script })),
    service,
  )
}
