/**
 * What a run knows when it is over, as values: everything that the judge needs beside the rules. A live path fills it while
 * it runs; a record of it can be written down and judged again (`record.ts`). Knows nothing of sockets or of who asks.
 */
import type { ForeignCertificate } from '../control/errors.ts'
import type { Environment } from '../control/messages.ts'
import type { Unit } from '../diff/compare.ts'
import type { ConnectionLimit } from '../explain/judge.ts'
import type { HostFacts, RowFirewall } from '../host/facts.ts'
import type { FamilyRow, Row, SessionFacts } from '../plan/session.ts'
import type { FailOn } from '../report/report.ts'
import type { Direction, Family, Tape } from '../tape/tape.ts'
import type { Witness } from '../wire/witness.ts'

/** A host's facts, and its firewall's verdict on each row. */
export interface HostOnRows {
  readonly facts: HostFacts
  readonly firewall: readonly RowFirewall[]
}

/** A certificate that stood where the key of the control channel was expected. */
export interface Interception {
  readonly message: string
  readonly certificate: ForeignCertificate
}

/** One address family of a run: who took part, what was armed, and all tapes. */
export interface PathFacts {
  readonly family: Family
  /** The responder's, as it was dialed. */
  readonly address: string
  /** The client's own address on this path. */
  readonly localAddress: string
  readonly rows: readonly FamilyRow[]
  /** How many sessions the first try of a row has, by `rowKey`. */
  readonly planned: ReadonlyMap<string, number>
  readonly responder: Environment
  /** What both hosts say of themselves, and their firewalls of each row. */
  readonly hosts: { readonly client: HostOnRows; readonly responder: HostOnRows }
  /** Source of the control connection as the responder sees it. */
  readonly seenAs: string
  /** Set when no interface of the client has the address that the responder sees. */
  readonly nat: { readonly own: string; readonly seenAs: string } | null
  readonly intercepted: readonly Interception[]
  readonly tapes: readonly Tape[]
  /** Responder's monotonic time plus this is the client's, milliseconds. */
  readonly offsetMs: number
  /** The shortest round trip of the control channel, milliseconds; null when none was measured. */
  readonly roundTripMs: number | null
  /** Why rounds could not be armed on a port, by row (`rowKey`). */
  readonly unarmed: ReadonlyMap<string, string>
  /** Rows on whose port another program of the answering host answers. */
  readonly taken: ReadonlySet<string>
  /** Why the run broke off on this path; null while it has not. */
  broken(): string | null
}

/** A live service that was asked from outside; its tapes are those of the sessions named here. */
export interface AskedBeside {
  readonly session: SessionFacts
  /** How the server's host saw the same; null: it could not. */
  readonly method: 'captured' | 'beside' | null
  readonly unit: Unit
  /** The name that the outside dial said in EHLO. */
  readonly ehloName: string
  /** The dials of the server's own host, in order. */
  readonly locals: readonly { readonly session: string; readonly ehloName: string }[]
}

/** What the kernel of each direction's answering end saw. */
export type Witnesses = Readonly<Record<Direction, Witness>>

/** A path and what was asked on it. */
export interface PathEvidence {
  readonly facts: PathFacts
  /** Every session that was dialed, repeats included. */
  readonly sessions: readonly SessionFacts[]
  readonly besides: readonly AskedBeside[]
  readonly witnesses: Witnesses
}

/** A family in which no path was opened. */
export interface MissingFamily {
  readonly family: Family
  /** Null when HOST has no address of the family. */
  readonly address: string | null
  readonly reason: string
}

/** A whole run, when it is over. */
export interface RunFacts {
  readonly runId: string
  /** ISO 8601. */
  readonly startedAt: string
  readonly durationMs: number
  readonly failOn: FailOn
  /** The run was called off before its end. */
  readonly aborted: boolean
  readonly rows: readonly Row[]
  readonly client: Environment
  /** Wall clock at the zero of the client's monotonic clock, milliseconds since 1970. */
  readonly clockOriginMs: number
  readonly paths: readonly PathEvidence[]
  readonly missing: readonly MissingFamily[]
  readonly limits: readonly ConnectionLimit[]
  /** What else the reader should know of how the run came about, in words. */
  readonly notes?: readonly string[]
}
