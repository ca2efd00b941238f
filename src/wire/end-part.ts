/**
 * What each transport of an end does, and what it is given. The near end (`end.ts`) is made of such parts.
 */
import type { Plan } from '../plan/plan.ts'
import type { FamilyRow, Session } from '../plan/session.ts'
import type { Recorder } from '../tape/recorder.ts'
import type { End, Family, Tape, TapeHead, Transport } from '../tape/tape.ts'
import type { Certificate } from './certificate.ts'
import type { Armed } from './path-end.ts'
import type { Open, Settling } from './settling.ts'
import type { Witness } from './witness.ts'

export interface NearEndOptions {
  readonly end: End
  readonly family: Family
  readonly plan: Plan
  readonly seed: Uint8Array
  /** The address of this end's control connection: listened on, never the wildcard. */
  readonly localAddress: string
  /** The source address to dial from; null: whichever the host chooses, as its mail program would get it. */
  readonly dialFrom: string | null
  /** The far end's, as this end sees it: the only address that is ever dialed. */
  readonly peerAddress: string
  /** Callers from any other address are reset at once: for an end whose far end proves itself by its address alone. */
  readonly onlyPeer?: true
  readonly nowMs: () => number
  readonly certificate: () => Promise<Certificate>
  readonly signal: AbortSignal
  /** Null when this end may listen on the port, else why not. */
  readonly mayListen: (transport: Transport, port: number) => string | null
  /** True when a program of this host answers on a TCP port that this program may not open. */
  readonly isServed: (port: number) => Promise<boolean>
  readonly onTape: (tape: Tape) => void
  readonly onDialed: (session: string, localPort: number) => void
  /** What this host's kernel tells of connections that nobody got. */
  readonly witness: KernelWitness
}

/** The host's watch over half-open connections. */
export interface KernelWitness {
  /** From now on these ports are looked at; what is half-open there already is not counted. */
  readonly watch: (ports: readonly number[]) => Promise<void>
  readonly look: () => Promise<Witness>
  readonly stop: () => void
}

/** What all parts of one end share. */
export interface PartContext {
  readonly signal: AbortSignal
  readonly record: (of: { role: TapeHead['role']; session: Session | null; row: FamilyRow }) => Recorder
  readonly settling: Settling
  /** A tape of the answerer's is sealed. */
  readonly keep: (entry: Open, tape: Tape) => void
}

/** One transport of an end. */
export interface EndPart {
  readonly arm: (sessions: readonly Session[]) => Promise<readonly Armed[]>
  /** False when the port is known to let nothing through, so that the rest of the plan need not be tried on it yet. */
  readonly isWorthwhile: (session: Session) => boolean
  /** Dials one session to its end; calls back when its first byte was heard. Never rejects. */
  readonly dial: (session: Session, onHeard: () => void) => Promise<Tape>
  /** Ends the answering of these sessions, where nothing else says that they are over. */
  readonly seal: (sessions: readonly string[]) => void
  readonly close: () => Promise<void>
}
