/**
 * Asks live services beside them (DESIGN section 5): the client asks each once from outside, and the server's host watches
 * that very connection, or asks the service itself. Judging what they said is not done here (`beside-judged.ts`).
 */
import { type Asking, askingOf } from '../beside/session.ts'
import { type FamilyRow, rowKey } from '../plan/session.ts'
import { createRecorder } from '../tape/recorder.ts'
import type { Tape } from '../tape/tape.ts'
import { playInterview } from '../wire/interview.ts'
import type { AskedBeside } from './facts.ts'
import type { Path } from './path.ts'

/** One live service, asked from outside. */
interface Asked {
  readonly row: FamilyRow
  readonly asking: Asking
  readonly tape: Tape
}

/** Asks every live service of the path's incoming rows; what they said is on the path's tapes. */
export async function askBeside(path: Path, signal: AbortSignal): Promise<readonly AskedBeside[]> {
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
  return asked.map(it => askedOf(path, it, services.find(({ port }) => port === it.row.port)?.method ?? null))
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

function askedOf(path: Path, { row, asking }: Asked, method: AskedBeside['method']): AskedBeside {
  const { session, interview, ehloName } = asking
  const locals = (['local-1', 'local-2'] as const).flatMap(asker => {
    const its = askingOf(path.seed, row, asker)
    return its === null ? [] : [{ session: its.session.id, ehloName: its.ehloName }]
  })
  return { session, method, unit: interview.unit, ehloName, locals }
}
