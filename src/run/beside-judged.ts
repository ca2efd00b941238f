/**
 * From the tapes of live services that were asked from outside to what is judged of them: what the outsider heard is held
 * against what the server's host saw of that very connection, or else against what the service says to its own host. Pure.
 */
import { compareCaptured } from '../beside/captured.ts'
import { compareBeside } from '../beside/compare.ts'
import type { Judged } from '../explain/judge.ts'
import { rowKey } from '../plan/session.ts'
import type { End, Tape } from '../tape/tape.ts'
import type { AskedBeside, PathFacts } from './facts.ts'

export interface JudgedBeside {
  readonly results: readonly Judged[]
  /** `PathFacts.unarmed`, without the rows of which something can be said now, and with what is open of the others. */
  readonly unarmed: ReadonlyMap<string, string>
}

/** All live services of a path. */
export function judgeBeside(path: PathFacts, asked: readonly AskedBeside[]): JudgedBeside {
  const unarmed = new Map(path.unarmed)
  const results = asked.flatMap(it => {
    const key = rowKey(it.session.row)
    const said = judgeOne(path, it)
    if (typeof said === 'string') unarmed.set(key, `${unarmed.get(key) ?? 'in use on the server'}; ${said}`)
    else unarmed.delete(key)
    return typeof said === 'string' ? [] : [said]
  })
  return { results, unarmed }
}

/** What can be judged; or why nothing can be said. */
function judgeOne(path: PathFacts, { session, method, unit, ehloName, locals }: AskedBeside): Judged | string {
  const tape = tapeOf(path, 'client', session.id)
  if (tape === undefined) return 'the tape of the client is missing'
  if (tape.head.local === null) return { session, comparison: { kind: 'lone', dialer: tape, farEnd: 'listening' } }
  const captured = method === 'captured' ? tapeOf(path, 'responder', session.id) : undefined
  if (captured !== undefined) return { session, method: 'captured', comparison: compareCaptured(tape, captured, unit) }
  const compared = compareBeside({
    outside: { tape, ehloName, addresses: [path.seenAs] },
    locals: locals.flatMap(local => {
      const its = tapeOf(path, 'responder', local.session)
      return its === undefined ? [] : [{ tape: its, ehloName: local.ehloName, addresses: [] }]
    }),
    protocol: session.row.protocol,
    unit,
  })
  if (compared.kind === 'untested') return compared.reason
  if (compared.silent) return 'the live service says nothing by itself that could be compared'
  return { session, method: 'beside', comparison: compared.comparison }
}

function tapeOf(path: PathFacts, end: End, session: string): Tape | undefined {
  return path.tapes.find(it => it.head.end === end && it.head.session === session)
}
