/**
 * The progress of a run as a pure model: events and times in, lines out. Redrawing, timers and streams are the command
 * line's job. Knows nothing of sessions beyond their count and how each ended. All times are milliseconds on one
 * monotonic clock, and come in as arguments.
 */
import type { Direction, Ending, EndingKind, Family, Transport } from '../tape/tape.ts'
import { escapeText } from './text.ts'
import { familyName, whereOf } from './words.ts'

/** What a run is doing, in the order of its story. */
export type Phase =
  | 'pair'
  | 'plan'
  | 'arm'
  | 'play'
  | 'exchange'
  | 'compare'
  | 'beside'
  | 'repeat'
  | 'measure'
  | 'look-into'
  | 'judge'
  | 'seal'
  | 'done'

interface PhaseWords {
  readonly words: string
  /** Said where the time that a phase takes is known before. */
  readonly takes?: string
}

const phases: Readonly<Record<Phase, PhaseWords>> = {
  pair: { words: 'pairing' },
  plan: { words: 'planning' },
  arm: { words: 'opening the ports' },
  play: { words: 'testing' },
  exchange: { words: 'fetching the tapes' },
  compare: { words: 'comparing' },
  beside: { words: 'asking the live services' },
  repeat: { words: 'repeating what differed' },
  measure: { words: 'measuring a limit of connections', takes: 'takes up to 90 s in all' },
  'look-into': { words: 'looking into what was found', takes: 'takes some seconds' },
  judge: { words: 'judging' },
  seal: { words: 'sealing the bundle' },
  done: { words: 'done' },
}

/** So many of so many. */
export interface Count {
  readonly done: number
  readonly total: number
}

/** What runs for one direction of one family. */
export interface Lane {
  readonly family: Family
  readonly direction: Direction
  /** Counts from 1. */
  readonly round: { readonly index: number; readonly of: number }
  readonly sessions: Count
  /** A port is done when all its sessions are over. */
  readonly ports: Count
  /** The ports that have begun and are not done, such as `25 smtp`, in the order of the profile. */
  readonly underWay: readonly string[]
  /** The longest silence that a session under way is given before it is over, milliseconds. */
  readonly waitMs: number
}

/** A session that is over at its dialer. Says how it ended, and judges nothing. */
export interface SealedSession {
  readonly family: Family
  readonly direction: Direction
  readonly transport: Transport
  /** 0 for ICMP, which has none. */
  readonly port: number
  readonly probe: string
  /** From 0. */
  readonly part: number
  readonly attempt: number
  readonly ending: Ending
  readonly tookMs: number
}

/** Something moved. */
export interface ProgressEvent {
  readonly phase: Phase
  /** One entry per direction and family, in the order in which they began. */
  readonly lanes: readonly Lane[]
  /** Set when it was a session that ended. */
  readonly sealed: SealedSession | null
}

export interface ProgressState {
  readonly phase: Phase
  readonly lanes: readonly Lane[]
  /** The lanes as they were when the phase began. */
  readonly before: readonly Lane[]
  readonly startedAtMs: number
  readonly phaseAtMs: number
  /** When something moved last. */
  readonly movedAtMs: number
}

/** Before anything happened. */
export function startProgress(nowMs: number): ProgressState {
  return { phase: 'pair', lanes: [], before: [], startedAtMs: nowMs, phaseAtMs: nowMs, movedAtMs: nowMs }
}

/** The state after an event. */
export function advance(state: ProgressState, { phase, lanes }: ProgressEvent, nowMs: number): ProgressState {
  const begun = phase === state.phase ? {} : { phase, before: lanes, phaseAtMs: nowMs }
  return { ...state, ...begun, lanes, movedAtMs: nowMs }
}

/** Columns of the bar that a line has room for. */
const barColumns = 20

/**
 * The one or two lines to redraw in place, without line ends or control characters. They leave the last column free,
 * because some terminals wrap when that one is written.
 */
export function renderProgress(state: ProgressState, columns: number, nowMs: number): readonly string[] {
  const room = Math.max(0, columns - 1)
  const lane = slowestLane(state)
  const lines = [firstLine(state, room, nowMs), ...(lane === null ? [] : [laneLine(lane, room)])]
  return lines.map(line => escapeText(line).slice(0, room))
}

/** The richest form that fits. */
function firstLine(state: ProgressState, room: number, nowMs: number): string {
  const { words } = phases[state.phase]
  const [ports, sessions, time] = [portsText(state), sessionsText(state), timeText(state, nowMs)]
  const whole = [words, ...ports, ...sessions, time].join(', ')
  const forms = [...barBefore(state, whole), whole, [words, ...ports, time].join(', '), `${words}, ${time}`]
  return forms.find(form => form.length <= room) ?? words
}

function barBefore(state: ProgressState, text: string): readonly string[] {
  const { done, total } = sum(state.lanes, 'sessions')
  return total === 0 ? [] : [`[${barOf(done / total)}]  ${text}`]
}

function laneLine({ underWay, ...lane }: Lane, room: number): string {
  const head = `  ${laneText(lane)}: `
  const fits = (count: number) => (head + someOf(underWay, count)).length <= room
  const most = underWay.findLastIndex((_, index) => fits(index + 1)) + 1
  return head + someOf(underWay, Math.max(1, most))
}

/** `25 smtp, 53/udp dns and 4 more`. */
function someOf(names: readonly string[], count: number): string {
  const left = names.length - count
  return `${names.slice(0, count).join(', ')}${left > 0 ? ` and ${left} more` : ''}`
}

/** Ports that one plain line names. */
const plainPorts = 6

/** The lines to print where nothing can be redrawn: one when the run came to another phase, else none. */
export function plainProgress(previous: ProgressState | null, next: ProgressState): readonly string[] {
  if (previous?.phase === next.phase) return []
  const { words, takes } = phases[next.phase]
  const facts = takes ?? sessionsText(next)[0]
  return [facts === undefined ? words : `${words} (${facts})`]
}

/** Where a long phase is, as one line of its own. */
export function plainStatus(state: ProgressState, nowMs: number): string {
  const facts = [...portsText(state), ...sessionsText(state), timeText(state, nowMs)].join(', ')
  const lane = slowestLane(state)
  const where = lane === null ? '' : `; ${laneText(lane)}: ${someOf(lane.underWay, plainPorts)}`
  return escapeText(`${phases[state.phase].words}: ${facts}${where}`)
}

const endingWords: Readonly<Record<EndingKind, string>> = {
  closed: 'closed',
  left: 'left',
  'reset-heard': 'reset',
  idle: 'fell silent',
  deadline: 'out of time',
  aborted: 'called off',
  limit: 'stopped at a limit',
  refused: 'refused',
  unreachable: 'unreachable',
  'connect-timeout': 'no answer',
  'no-connection': 'no connection',
}

/** A session that is over, as a line: where, which probe, how it ended and after how long. */
export function sealedLine(sealed: SealedSession): string {
  const { ending, part, attempt } = sealed
  const where = whereOf({ ...sealed, port: sealed.transport === 'icmp' ? null : sealed.port })
  const which = [...(part > 0 ? [`part ${part + 1}`] : []), ...(attempt > 1 ? [`try ${attempt}`] : [])]
  const probe = which.length === 0 ? sealed.probe : `${sealed.probe} (${which.join(', ')})`
  const how = [endingWords[ending.kind], ...(ending.code === undefined ? [] : [ending.code])].join(' ')
  const script = ending.script === 'finished' ? '' : `, script ${ending.script}`
  return escapeText(`${where} ${probe}: ${how}${script}, ${Math.max(0, Math.round(sealed.tookMs))} ms`)
}

/** A phase must have moved for so long, and so far, before its end is foretold. */
const learnMs = 1000
const learnShare = 0.05
/** When nothing moved for so long, sessions are waiting for words that may not come. */
const quietMs = 1500

/**
 * When the phase will be over, milliseconds since the run began; null when nothing speaks for a time. What moves goes on
 * as fast as it went; in what does not, the sessions under way are given the silence that their plan says.
 */
export function expectedMs(state: ProgressState, nowMs: number): number | null {
  const lane = slowestLane(state)
  if (lane === null) return null
  const wentMs = state.movedAtMs - state.phaseAtMs
  const share = shareOf(state, lane)
  const moving = wentMs >= learnMs && share >= learnShare ? [state.phaseAtMs + wentMs / share] : []
  const quiet = nowMs - state.movedAtMs >= quietMs ? [state.movedAtMs + lane.waitMs] : []
  const endMs = Math.max(...moving, ...quiet)
  return endMs > nowMs ? endMs - state.startedAtMs : null
}

/** The lane that will take longest, of those with ports under way. The phase is over when all are. */
function slowestLane(state: ProgressState): Lane | null {
  const open = state.lanes.filter(lane => lane.underWay.length > 0)
  const shares = open.map(lane => shareOf(state, lane))
  return open[shares.indexOf(Math.min(...shares))] ?? null
}

/** How much of its work in this phase a lane has done, 0 to 1: not more than its rounds allow. */
function shareOf({ before }: ProgressState, lane: Lane): number {
  const began = before.find(it => it.family === lane.family && it.direction === lane.direction)?.sessions.done ?? 0
  const { done, total } = lane.sessions
  const ofSessions = total > began ? (done - began) / (total - began) : 1
  return Math.max(0, Math.min(1, ofSessions, lane.round.index / Math.max(1, lane.round.of)))
}

function portsText({ lanes }: ProgressState): readonly string[] {
  const { done, total } = sum(lanes, 'ports')
  return total > 0 ? [`${done}/${total} ports`] : []
}

function sessionsText({ lanes }: ProgressState): readonly string[] {
  const { done, total } = sum(lanes, 'sessions')
  return total > 0 ? [`${done}/${total} sessions`] : []
}

/** `0:12 of about 0:30`. */
function timeText(state: ProgressState, nowMs: number): string {
  const elapsed = clockText(Math.floor((nowMs - state.startedAtMs) / 1000))
  const { takes } = phases[state.phase]
  if (takes !== undefined) return `${elapsed}, ${takes}`
  const expected = expectedMs(state, nowMs)
  return expected === null ? elapsed : `${elapsed} of about ${clockText(coarse(expected / 1000))}`
}

/** An estimate is not more exact than this, and one that stands still is easier to read. */
function coarse(seconds: number): number {
  const step = seconds < 10 ? 1 : seconds < 60 ? 5 : 10
  return Math.ceil(seconds / step) * step
}

/** Minutes and seconds. */
function clockText(seconds: number): string {
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`
}

function laneText({ direction, family, round }: Pick<Lane, 'direction' | 'family' | 'round'>): string {
  return `${direction} ${familyName(family)}, round ${round.index} of ${round.of}`
}

function sum(lanes: readonly Lane[], what: 'ports' | 'sessions'): Count {
  return lanes
    .map(lane => lane[what])
    .reduce((all, its) => ({ done: all.done + its.done, total: all.total + its.total }), { done: 0, total: 0 })
}

function barOf(part: number): string {
  const full = Math.round(Math.min(1, Math.max(0, part)) * barColumns)
  return '#'.repeat(full).padEnd(barColumns, '.')
}
