/**
 * Plays rounds on one path: arm at the answering end, dial from the other, and wait until every tape is in. Both
 * directions run side by side; in each the next round begins as soon as every session of the last has begun.
 */
import type { RoundRef } from '../plan/plan.ts'
import { rowKey } from '../plan/session.ts'
import type { Direction } from '../tape/tape.ts'
import { portKey } from '../wire/path-end.ts'
import type { Path } from './path.ts'

/** Called when a round of a direction begins. */
export type OnRound = (path: Path, round: RoundRef, at: { readonly index: number; readonly of: number }) => void

/** Done when all sessions of all rounds are sealed at both ends. Rejects when the control channel ends. */
export async function playRounds(
  path: Path,
  rounds: readonly RoundRef[],
  sessionsOf: SessionsOf,
  onRound: OnRound,
): Promise<void> {
  const directions: readonly Direction[] = ['incoming', 'outgoing']
  await Promise.all(
    directions.map(direction => {
      const mine = rounds.filter(round => round.direction === direction)
      return playDirection(path, direction, { rounds: mine, sessionsOf, onRound })
    }),
  )
}

/** The ids of a round's sessions. */
export type SessionsOf = (round: RoundRef) => readonly string[]

interface Playing {
  readonly rounds: readonly RoundRef[]
  readonly sessionsOf: SessionsOf
  readonly onRound: OnRound
}

async function playDirection(
  path: Path,
  direction: Direction,
  { rounds, sessionsOf, onRound }: Playing,
): Promise<void> {
  if (rounds.length === 0) return
  const [dialer, answerer] = direction === 'incoming' ? [path.near, path.far] : [path.far, path.near]
  for (const [index, round] of rounds.entries()) {
    onRound(path, round, { index: index + 1, of: rounds.length })
    const armed = await answerer.arm(round)
    const failed = armed.filter(port => port.reason !== null)
    if (round.kind === 'variants') {
      // A comparison port that cannot be had says nothing of any row.
      await dialer.dial(round, failed.map(portKey))
      continue
    }
    for (const { transport, port, reason } of failed) {
      path.unarmed.set(rowKey({ direction, family: path.family, transport, port }), reason ?? '')
    }
    // Where nobody listens the dialer tries all the same: whoever answers there stands between.
    const taken = failed.filter(it => it.taken)
    for (const port of taken) path.taken.add(rowKey({ direction, family: path.family, ...port }))
    await dialer.dial(round, taken.map(portKey))
    // The one repeat that decides about a stall, or about a limit, must have the port for itself.
    if (round.kind === 'repeat' && (round.patient || round.sessions.length === 1)) await settle([round])
  }
  await settle(rounds)

  async function settle(which: readonly RoundRef[]): Promise<void> {
    const sessions = which.flatMap(sessionsOf)
    await dialer.settle(sessions)
    await answerer.settle(sessions)
  }
}
