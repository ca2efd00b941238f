/**
 * The dials to one live service as sessions of a run: both ends derive them from the run's seed, so what crosses control
 * is only that a port is to be asked. Pure.
 */
import { createHash } from 'node:crypto'
import { randomFrom } from '../plan/random.ts'
import { type FamilyRow, rowKey, type Session } from '../plan/session.ts'
import { ehloName } from '../probes/smtp.ts'
import { type Interview, interviewFor } from './interviews.ts'

/** Who dials: the client from outside, or the server's own host for the first or second time. */
export type Asker = 'outside' | 'local-1' | 'local-2'

/** One dial. */
export interface Asking {
  readonly session: Session
  readonly interview: Interview
  /** The name that it says in EHLO. */
  readonly ehloName: string
}

const NONCE_LENGTH = 10
/** What HTTP asks for: a name that no server has, so that the default one answers everybody. */
const HOST = 'probe.example'

/** The dial of a row; null when there is nothing to ask on it. */
export function askingOf(seed: Uint8Array, row: FamilyRow, asker: Asker): Asking | null {
  const label = `beside/${rowKey(row)}/${asker}`
  const nonce = randomFrom(seed, label).word(NONCE_LENGTH)
  const name = ehloName(nonce)
  const interview = row.transport === 'tcp' ? interviewFor(row.protocol, { ehloName: name, host: HOST }) : null
  if (interview === null) return null
  const id = createHash('sha256').update(seed).update(label).digest('hex').slice(0, 16)
  const { script, idleMs } = interview
  const session: Session = { id, nonce, probe: 'beside', row, part: 0, script, attempt: 1, idleMs }
  return { session, interview, ehloName: name }
}
