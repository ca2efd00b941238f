/**
 * Counts what a run has done, for whoever watches: which sessions are expected, on which ports they are under way, and
 * which are over. Knows no clock and no stream.
 */
import type { Plan, RoundRef } from '../plan/plan.ts'
import { type FamilyRow, rowKey, type Session } from '../plan/session.ts'
import type { Lane, Phase, ProgressEvent, SealedSession } from '../report/progress.ts'
import type { Direction, Family, Tape } from '../tape/tape.ts'
import type { Path } from './path.ts'

export type OnProgress = (event: ProgressEvent) => void

export interface Teller {
  readonly phase: (phase: Phase) => void
  readonly expect: (family: Family, sessions: readonly Session[]) => void
  readonly round: (path: Path, round: RoundRef, at: { readonly index: number; readonly of: number }) => void
  readonly tape: (family: Family, tape: Tape) => void
}

/** A port in one direction: the sessions that are expected on it and not over, by id. */
interface Port {
  readonly name: string
  readonly open: Map<string, Session>
  begun: boolean
}

interface Tally {
  readonly family: Family
  readonly direction: Direction
  /** By row, in the order of the profile. */
  readonly ports: Map<string, Port>
  round: { readonly index: number; readonly of: number }
  done: number
  total: number
}

/** Tells of phases, rounds and sessions as they come. */
export function createTeller(onProgress: OnProgress): Teller {
  const tallies = new Map<string, Tally>()
  let current: Phase = 'pair'

  function tallyOf(family: Family, direction: Direction): Tally {
    const key = `${family} ${direction}`
    const its = tallies.get(key) ?? newTally(family, direction)
    tallies.set(key, its)
    return its
  }

  function tell(sealed: SealedSession | null): void {
    onProgress({ phase: current, lanes: [...tallies.values()].map(laneOf), sealed })
  }

  return {
    phase: phase => {
      // A measurement begins while other sessions are under way; every other phase begins when all are over.
      if (phase !== current && phase !== 'measure') for (const tally of tallies.values()) settle(tally)
      current = phase
      tell(null)
    },
    expect: (family, sessions) => {
      for (const session of sessions) expectIn(tallyOf(family, session.row.direction), session)
    },
    round: (path, round, at) => {
      const tally = tallyOf(path.family, round.direction)
      tally.round = at
      for (const row of rowsOf(path.plan, round)) {
        const port = tally.ports.get(rowKey(row))
        if (port !== undefined) port.begun = true
      }
      tell(null)
    },
    tape: (family, tape) => {
      if (tape.head.role !== 'dialer') return
      const session = seal(tallyOf(family, tape.head.direction), tape)
      if (session !== null) tell(sealedOf(session, tape))
    },
  }
}

function newTally(family: Family, direction: Direction): Tally {
  return { family, direction, ports: new Map(), round: { index: 1, of: 1 }, done: 0, total: 0 }
}

function expectIn(tally: Tally, session: Session): void {
  const key = rowKey(session.row)
  const port = tally.ports.get(key) ?? { name: portName(session.row), open: new Map(), begun: false }
  tally.ports.set(key, port)
  if (port.open.has(session.id)) return
  port.open.set(session.id, session)
  tally.total++
}

/** The session that is over with this tape; null when none of that name is waited for. */
function seal(tally: Tally, { head }: Tape): Session | null {
  const port = tally.ports.get(rowKey(head))
  const session = port?.open.get(head.session ?? '')
  if (port === undefined || session === undefined) return null
  port.open.delete(session.id)
  tally.done++
  return session
}

/** What was not dialed until now never will be: a port that another program holds, a path that broke off. */
function settle(tally: Tally): void {
  tally.total = tally.done
  for (const port of tally.ports.values()) {
    port.open.clear()
    port.begun = false
  }
}

function laneOf({ family, direction, ports, round, done, total }: Tally): Lane {
  const all = [...ports.values()]
  const open = all.filter(port => port.open.size > 0)
  const underWay = open.filter(port => port.begun)
  return {
    family,
    direction,
    round,
    sessions: { done, total },
    ports: { done: all.length - open.length, total: all.length },
    underWay: underWay.map(port => port.name),
    waitMs: Math.max(0, ...underWay.flatMap(port => [...port.open.values()].map(longestSilenceMs))),
  }
}

/** Asked for at every tape, of all that are open. */
const silences = new WeakMap<Session, number>()

/** What nothing may move for while nothing is wrong: the silence that the script keeps, and what words may take after it. */
function longestSilenceMs(session: Session): number {
  const known = silences.get(session)
  if (known !== undefined) return known
  const kept = session.script.steps.map(step => (step.kind === 'silence' ? step.waitMs : 0))
  const silenceMs = session.idleMs + Math.max(0, ...kept)
  silences.set(session, silenceMs)
  return silenceMs
}

/** The rows that a round is played on. */
function rowsOf(plan: Plan, round: RoundRef): readonly FamilyRow[] {
  if (round.kind === 'repeat') return round.sessions.flatMap(id => plan.sessions.get(id)?.row ?? [])
  if (round.kind === 'variants') return round.asked.flatMap(({ session }) => plan.sessions.get(session)?.row ?? [])
  const planned = plan.rounds.find(it => it.direction === round.direction && it.index === round.index)
  return planned?.sessions.map(session => session.row) ?? []
}

function sealedOf({ probe, part, attempt, row }: Session, { head, ending }: Tape): SealedSession {
  const { family, direction, transport, port } = row
  const tookMs = ending.atMs - head.startedAtMs
  return { family, direction, transport, port, probe, part, attempt, ending, tookMs }
}

/** As people call it; TCP goes without saying. */
function portName({ transport, port, protocol }: FamilyRow): string {
  if (transport === 'icmp') return 'icmp'
  return `${port}${transport === 'udp' ? '/udp' : ''} ${protocol}`
}
