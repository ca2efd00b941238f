/**
 * The progress of a run as a pure model: events in, lines out. Redrawing, timers and streams are the command line's
 * job. Knows nothing of sessions beyond their count.
 */
import type { Direction, Family } from '../tape/tape.ts'
import { escapeText } from './text.ts'

/** What a run is doing, in the order of its story. */
export type Phase = 'pair' | 'plan' | 'arm' | 'play' | 'exchange' | 'compare' | 'repeat' | 'measure' | 'judge' | 'done'

const phaseWords: Readonly<Record<Phase, string>> = {
  pair: 'pairing',
  plan: 'planning',
  arm: 'opening the ports',
  play: 'testing',
  exchange: 'fetching the tapes',
  compare: 'comparing',
  repeat: 'repeating what differed',
  measure: 'measuring a limit of connections (takes up to 90 s in all)',
  judge: 'judging',
  done: 'done',
}

/** Rounds and sessions that run for one direction of one family. */
export interface Lane {
  readonly family: Family
  readonly direction: Direction
  /** Counts from 1. */
  readonly round: { readonly index: number; readonly of: number }
  readonly sessions: { readonly done: number; readonly total: number }
}

/** Something moved: the run came to a phase, and (`lane` not null) one lane came to where it says. */
export interface ProgressEvent {
  readonly phase: Phase
  readonly lane: Lane | null
}

export interface ProgressState {
  readonly phase: Phase
  /** The lane that moved last in this phase; null when none did. */
  readonly current: Lane | null
  /** One entry per direction and family, in the order in which they began. */
  readonly lanes: readonly Lane[]
}

/** Before anything happened. */
export const noProgress: ProgressState = { phase: 'pair', current: null, lanes: [] }

/** Columns of the bar that a line has room for. */
const barColumns = 20

/** The state after an event. */
export function advance(state: ProgressState, { phase, lane }: ProgressEvent): ProgressState {
  if (lane === null) return { ...state, phase, current: phase === state.phase ? state.current : null }
  const known = state.lanes.some(other => sameLane(other, lane))
  const lanes = known ? state.lanes.map(other => (sameLane(other, lane) ? lane : other)) : [...state.lanes, lane]
  return { phase, current: lane, lanes }
}

/**
 * The line to redraw in place, without line end or control characters. It leaves the last column free, because some
 * terminals wrap when that one is written.
 */
export function renderProgressLine(state: ProgressState, columns: number): string {
  const { done, total } = sum(state.lanes)
  const parts = [phaseWords[state.phase], ...(state.current === null ? [] : [laneText(state.current)])]
  const counts = total > 0 ? [`${done}/${total} sessions`] : []
  const text = [parts.join(' '), ...counts].join(', ')
  const bar = total > 0 && text.length + barColumns + 4 < columns ? `[${barOf(done / total)}]  ` : ''
  return escapeText(`${bar}${text}`).slice(0, Math.max(0, columns - 1))
}

/** The lines to print where nothing can be redrawn: one when the run came to another phase, else none. */
export function plainProgress(previous: ProgressState | null, next: ProgressState): readonly string[] {
  if (previous?.phase === next.phase) return []
  const { done, total } = sum(next.lanes)
  return [total > 0 ? `${phaseWords[next.phase]} (${done}/${total} sessions)` : phaseWords[next.phase]]
}

function laneText({ direction, family, round }: Lane): string {
  return `${direction} IPv${family}, round ${round.index} of ${round.of}`
}

function sameLane(a: Lane, b: Lane): boolean {
  return a.family === b.family && a.direction === b.direction
}

function sum(lanes: readonly Lane[]): Lane['sessions'] {
  return lanes.reduce((all, { sessions }) => ({ done: all.done + sessions.done, total: all.total + sessions.total }), {
    done: 0,
    total: 0,
  })
}

function barOf(part: number): string {
  const full = Math.round(Math.min(1, Math.max(0, part)) * barColumns)
  return '#'.repeat(full).padEnd(barColumns, '.')
}
