/**
 * What one end alone knows of a cycle: JSON beside its tapes. Two halves of one cycle make a run (`merge.ts`). The reader
 * takes any text and gives a half or a HalfError. Knows nothing of where the text lies.
 */
import { z } from 'zod'
import { type Environment, environmentSchema, rowSchema, witnessSchema } from '../control/messages.ts'
import { hostFactsSchema, rowFirewallSchema } from '../host/schema.ts'
import type { FamilyRow, SessionFacts } from '../plan/session.ts'
import type { FailOn } from '../report/report.ts'
import type { HostOnRows } from '../run/facts.ts'
import { formText, readForm } from '../run/form.ts'
import type { End, Family, Tape } from '../tape/tape.ts'
import type { Witness } from '../wire/witness.ts'

/** The name and version of the form; another version is another word. */
export const halfFormat = 'pathproof/cycle/1'

/** The text is no half of this form. The message is one line and says why. */
export class HalfError extends Error {
  override readonly name = 'HalfError'
}

/** Which sessions could call this end, and when; milliseconds on its monotonic clock. */
export interface ArmedRound {
  readonly sessions: readonly string[]
  readonly fromMs: number
  readonly untilMs: number
}

/** One address family of a half. */
export interface HalfPath {
  readonly family: Family
  /** The responder's: as the client dials it, or as the responder listens. */
  readonly address: string
  /** This end's own, and the far end's as this end was told it. */
  readonly localAddress: string
  readonly peerAddress: string
  readonly rows: readonly FamilyRow[]
  /** How many sessions the first try of a row has, by `rowKey`. */
  readonly planned: readonly (readonly [row: string, count: number])[]
  /** What this end's host says of itself, and its firewall of each row. */
  readonly host: HostOnRows
  /** Why this end could not listen, by `rowKey`. */
  readonly unarmed: readonly (readonly [row: string, reason: string])[]
  /** Rows on whose port another program of this end's host answers. */
  readonly taken: readonly string[]
  /** What this end was about to dial, repeats included. */
  readonly dialed: readonly SessionFacts[]
  readonly armed: readonly ArmedRound[]
  /** What this end's kernel saw of connections that nobody got. */
  readonly witness: Witness
}

export interface HalfRecord {
  readonly record: typeof halfFormat
  readonly end: End
  /** Counts the changes after which two releases have another plan. */
  readonly protocol: number
  readonly runId: string
  /** When the cycle began by the clocks, ISO 8601. */
  readonly cycle: string
  readonly durationMs: number
  readonly environment: Environment
  /** Wall clock at the zero of this end's monotonic clock, milliseconds since 1970. */
  readonly clockOriginMs: number
  /** The client's; null in a half of the responder. */
  readonly failOn: FailOn | null
  /** It was called off before its end. */
  readonly aborted: boolean
  readonly paths: readonly HalfPath[]
}

/** A half with the tapes of its end. */
export interface Half {
  readonly record: HalfRecord
  readonly tapes: readonly Tape[]
}

const text = z.string().max(4096)
const count = z.int().nonnegative()
const familyOf = z.union([z.literal(4), z.literal(6)])
const familyRow: z.ZodType<FamilyRow> = rowSchema.extend({ family: familyOf })

const session: z.ZodType<SessionFacts> = z.object({
  id: text,
  nonce: text,
  probe: text,
  row: familyRow,
  part: count,
  library: z.object({ startTls: z.boolean() }).exactOptional(),
  small: z.literal(true).exactOptional(),
  attempt: count,
  idleMs: z.number(),
})

const path: z.ZodType<HalfPath> = z.object({
  family: familyOf,
  address: text,
  localAddress: text,
  peerAddress: text,
  rows: z.array(familyRow).readonly(),
  planned: z.array(z.tuple([text, count]).readonly()).readonly(),
  host: z.object({ facts: hostFactsSchema, firewall: z.array(rowFirewallSchema).readonly() }),
  unarmed: z.array(z.tuple([text, text]).readonly()).readonly(),
  taken: z.array(text).readonly(),
  dialed: z.array(session).readonly(),
  armed: z.array(z.object({ sessions: z.array(text).readonly(), fromMs: z.number(), untilMs: z.number() })).readonly(),
  witness: witnessSchema,
})

const halfSchema: z.ZodType<HalfRecord> = z.object({
  record: z.literal(halfFormat),
  end: z.enum(['client', 'responder']),
  protocol: count,
  runId: z.string().regex(/^[0-9a-f]{32}$/),
  cycle: z.iso.datetime(),
  durationMs: z.number().nonnegative(),
  environment: environmentSchema,
  clockOriginMs: z.number(),
  failOn: z.enum(['fault', 'warning']).nullable(),
  aborted: z.boolean(),
  paths: z.array(path).max(2).readonly(),
})

/** JSON, ended by a line feed. */
export function halfText(record: HalfRecord): string {
  return formText(record)
}

/** Reads what `halfText` wrote. Throws HalfError for anything else. */
export function parseHalf(json: string): HalfRecord {
  return readForm(json, {
    called: 'the half of the run',
    name: halfFormat,
    schema: halfSchema,
    error: message => new HalfError(message),
  })
}
