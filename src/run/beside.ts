/**
 * Compares live services beside them (DESIGN section 5): the client asks each once from outside, and what it heard is
 * held against what the server's host saw of that very connection, or else against what the service says to its own host.
 */
import { compareCaptured } from '../beside/captured.ts'
import { compareBeside } from '../beside/compare.ts'
import { type Asking, askingOf } from '../beside/session.ts'
import type { Judged } from '../explain/judge.ts'
import { type FamilyRow, rowKey } from '../plan/session.ts'
import { createRecorder } from '../tape/recorder.ts'
import type { Tape } from '../tape/tape.ts'
import { playInterview } from '../wire/interview.ts'
import type { Path } from './path.ts'

/** One live service, asked from outside. */
interface Asked {
  readonly row: FamilyRow
  readonly asking: Asking
  readonly tape: Tape
}

/**
 * Asks every live service of the path's incoming rows; gives what can be judged. A row of which nothing can be said keeps
 * its reason in `path.unarmed`.
 */
export async function askBeside(path: Path, signal: AbortSignal): Promise<readonly Judged[]> {
  const rows = path.rows.filter(row => row.direction === 'incoming' && path.taken.has(rowKey(row)))
  const wanted = rows.flatMap(row => {
    const asking = askingOf(path.seed, row, 'outside')
    return asking === null ? [] : [{ row, asking }]
  })
  if (wanted.length === 0) return []
  const { ports } = await path.services.open(wanted.map(({ row }) => row.port))
  const asked = await Promise.all(
    wanted.filter(({ row }) => ports.includes(row.port)).map(it => askOne(path, it, signal)),
  )
  const dials = asked.map(({ row, tape }) => ({ port: row.port, source: tape.head.local }))
  const { services } = await path.services.finish(dials)
  return asked.flatMap(it => {
    const service = services.find(({ port }) => port === it.row.port)
    return judgedOf(path, it, service?.method ?? null)
  })
}

async function askOne(path: Path, { row, asking }: Omit<Asked, 'tape'>, signal: AbortSignal): Promise<Asked> {
  const head = {
    end: 'client',
    role: 'dialer',
    direction: row.direction,
    family: row.family,
    transport: 'tcp',
    port: row.port,
    session: asking.session.id,
    local: null,
    remote: null,
  } as const
  const tape = await playInterview({
    address: path.address,
    port: row.dialPort ?? row.port,
    localAddress: path.localAddress,
    script: asking.interview.script,
    recorder: createRecorder(head, () => performance.now()),
    idleMs: asking.interview.idleMs,
    signal,
  })
  path.tapes.push(tape)
  return { row, asking, tape }
}

function judgedOf(path: Path, { row, asking, tape }: Asked, method: 'captured' | 'beside' | null): readonly Judged[] {
  const { session, interview } = asking
  const isThere = tape.head.local !== null
  if (!isThere) return settled({ session, comparison: { kind: 'lone', dialer: tape, farEnd: 'listening' } })
  if (method === 'captured') {
    const captured = path.tapes.find(it => it.head.end === 'responder' && it.head.session === session.id)
    if (captured !== undefined) {
      return settled({ session, method, comparison: compareCaptured(tape, captured, interview.unit) })
    }
  }
  const compared = compareBeside({
    outside: { tape, ehloName: asking.ehloName, addresses: [path.seenAs] },
    locals: localDials(path, row),
    protocol: row.protocol,
    unit: interview.unit,
  })
  if (compared.kind === 'untested') return open(compared.reason)
  if (compared.silent) return open('the live service says nothing by itself that could be compared')
  return settled({ session, method: 'beside', comparison: compared.comparison })

  function settled(judged: Judged): readonly Judged[] {
    path.unarmed.delete(rowKey(row))
    return [judged]
  }

  function open(reason: string): readonly Judged[] {
    path.unarmed.set(rowKey(row), `${path.unarmed.get(rowKey(row)) ?? 'in use on the server'}; ${reason}`)
    return []
  }
}

function localDials(path: Path, row: FamilyRow) {
  return (['local-1', 'local-2'] as const).flatMap(asker => {
    const asking = askingOf(path.seed, row, asker)
    const tape = path.tapes.find(it => it.head.end === 'responder' && it.head.session === asking?.session.id)
    return asking === null || tape === undefined ? [] : [{ tape, ehloName: asking.ehloName, addresses: [] }]
  })
}
