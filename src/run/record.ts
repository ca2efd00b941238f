/**
 * A run as it is written down, beside its tapes: JSON from which the same judgement follows, today or by a later release.
 * The reader takes any text and gives a record or a RecordError. Knows nothing of where the text lies.
 */
import { z } from 'zod'
import { askedVariantSchema, environmentSchema, rowSchema, witnessSchema } from '../control/messages.ts'
import type { ConnectionLimit } from '../explain/judge.ts'
import { admittedFor } from '../host/hosts-allow.ts'
import { hostFactsSchema, rowFirewallSchema } from '../host/schema.ts'
import type { FamilyRow, Row, SessionFacts } from '../plan/session.ts'
import type { Family, Tape } from '../tape/tape.ts'
import type { AskedBeside, HostOnRows, PathEvidence, PathFacts, RunFacts, Witnesses } from './facts.ts'
import { formText, readForm } from './form.ts'

/** The name and version of the form; another version is another word. */
export const recordFormat = 'pathproof/run/1'

/** The text is no record of this form. The message is one line and says why. */
export class RecordError extends Error {
  override readonly name = 'RecordError'
}

/** A path without its tapes, which are files of their own. */
type PathRecord = Omit<PathFacts, 'tapes' | 'planned' | 'unarmed' | 'taken' | 'broken' | 'family'> & {
  readonly family: Family
  readonly planned: readonly (readonly [row: string, count: number])[]
  readonly unarmed: readonly (readonly [row: string, reason: string])[]
  readonly taken: readonly string[]
  readonly broken: string | null
  readonly sessions: readonly SessionFacts[]
  readonly besides: readonly AskedBeside[]
  readonly witnesses: Witnesses
}

/** `RunFacts` as JSON has it. */
export type RunRecord = Omit<RunFacts, 'paths'> & {
  readonly record: typeof recordFormat
  readonly paths: readonly PathRecord[]
}

const text = z.string().max(4096)
const count = z.int().nonnegative()
const familyOf = z.union([z.literal(4), z.literal(6)])
const directionOf = z.enum(['incoming', 'outgoing'])

const rowOf: z.ZodType<Row> = rowSchema
const familyRow: z.ZodType<FamilyRow> = rowSchema.extend({ family: familyOf })

const session: z.ZodType<SessionFacts> = z.object({
  id: text,
  nonce: text,
  probe: text,
  row: familyRow,
  part: count,
  library: z.object({ startTls: z.boolean() }).exactOptional(),
  small: z.literal(true).exactOptional(),
  variant: askedVariantSchema.exactOptional(),
  attempt: count,
  idleMs: z.number(),
})

const beside: z.ZodType<AskedBeside> = z.object({
  session,
  method: z.enum(['captured', 'beside']).nullable(),
  unit: z.enum(['lines', 'bytes']),
  ehloName: text,
  locals: z.array(z.object({ session: text, ehloName: text })).readonly(),
})

const hostOnRows: z.ZodType<HostOnRows> = z.object({
  facts: hostFactsSchema,
  firewall: z.array(rowFirewallSchema).readonly(),
})

const limit: z.ZodType<ConnectionLimit> = z.object({
  direction: directionOf,
  family: familyOf,
  kind: z.enum(['at-once', 'per-minute']),
  count,
  measured: text,
})

const path: z.ZodType<PathRecord> = z.object({
  family: familyOf,
  address: text,
  localAddress: text,
  rows: z.array(familyRow).readonly(),
  planned: z.array(z.tuple([text, count]).readonly()).readonly(),
  responder: environmentSchema,
  hosts: z.object({ client: hostOnRows, responder: hostOnRows }),
  seenAs: text,
  nat: z.object({ own: text, seenAs: text }).nullable(),
  intercepted: z
    .array(z.object({ message: text, certificate: z.object({ subject: text, issuer: text, sha256: text }) }))
    .readonly(),
  offsetMs: z.number(),
  roundTripMs: z.number().nullable(),
  unarmed: z.array(z.tuple([text, text]).readonly()).readonly(),
  taken: z.array(text).readonly(),
  broken: text.nullable(),
  sessions: z.array(session).readonly(),
  besides: z.array(beside).readonly(),
  witnesses: z.object({ incoming: witnessSchema, outgoing: witnessSchema }),
})

const recordSchema: z.ZodType<RunRecord> = z.object({
  record: z.literal(recordFormat),
  runId: text,
  startedAt: z.iso.datetime(),
  durationMs: z.number().nonnegative(),
  failOn: z.enum(['fault', 'warning']),
  aborted: z.boolean(),
  rows: z.array(rowOf).readonly(),
  client: environmentSchema,
  clockOriginMs: z.number(),
  paths: z.array(path).readonly(),
  missing: z.array(z.object({ family: familyOf, address: text.nullable(), reason: text })).readonly(),
  limits: z.array(limit).readonly(),
  notes: z.array(text).max(100).readonly().exactOptional(),
})

/** The record of a run. What is not judged stays away: firewall rules as text and hosts.allow are files of their own. */
export function recordOf(run: RunFacts): RunRecord {
  return { ...run, record: recordFormat, paths: run.paths.map(pathRecordOf) }
}

/** The run that a record and its tapes tell of. A tape belongs to the path of its family. */
export function factsOf({ record: _form, ...run }: RunRecord, tapes: readonly Tape[]): RunFacts {
  return { ...run, paths: run.paths.map(its => evidenceOf(its, tapes)) }
}

/** JSON, ended by a line feed. */
export function recordText(record: RunRecord): string {
  return formText(record)
}

/** Reads what `recordText` wrote. Throws RecordError for anything else. */
export function parseRecord(json: string): RunRecord {
  return readForm(json, {
    called: 'the record of the run',
    name: recordFormat,
    schema: recordSchema,
    error: message => new RecordError(message),
  })
}

function pathRecordOf({ facts, sessions, besides, witnesses }: PathEvidence): PathRecord {
  const { family, address, localAddress, rows, responder, seenAs, nat, offsetMs, roundTripMs } = facts
  return {
    ...{ family, address, localAddress, rows, responder, seenAs, nat, offsetMs, roundTripMs },
    planned: [...facts.planned],
    hosts: { client: asJudged(facts.hosts.client), responder: asJudged(facts.hosts.responder) },
    intercepted: facts.intercepted.map(({ message, certificate }) => ({ message, certificate })),
    unarmed: [...facts.unarmed],
    taken: [...facts.taken],
    broken: facts.broken(),
    sessions: sessions.map(sessionFactsOf),
    besides: besides.map(it => ({ ...it, session: sessionFactsOf(it.session) })),
    witnesses,
  }
}

/** A host as it is written down: without what is long and not judged, and without what nobody asked for. */
export function asJudged({ facts, firewall }: HostOnRows): HostOnRows {
  const rules = facts.firewall
  const tools = rules.state === 'read' ? rules.sources.map(({ tool }) => ({ tool, text: '' })) : []
  const told = rules.state === 'read' ? { ...rules, sources: tools } : rules
  // The report says whom SSH admits; the rest of the file is nobody's business who has not asked for it.
  const hostsAllow = facts.hostsAllow?.filter(list => admittedFor([list], 'sshd').length > 0) ?? null
  return { facts: { ...facts, firewall: told, hostsAllow }, firewall }
}

/** A session without its words. */
function sessionFactsOf({ id, nonce, probe, row, part, attempt, idleMs, ...its }: SessionFacts): SessionFacts {
  const marks = {
    ...(its.library === undefined ? {} : { library: { startTls: its.library.startTls } }),
    ...(its.small === undefined ? {} : { small: its.small }),
    ...(its.variant === undefined ? {} : { variant: its.variant }),
  }
  return { id, nonce, probe, row, part, attempt, idleMs, ...marks }
}

function evidenceOf(its: PathRecord, tapes: readonly Tape[]): PathEvidence {
  const { sessions, besides, witnesses, planned, unarmed, taken, broken, ...same } = its
  const facts: PathFacts = {
    ...same,
    planned: new Map(planned),
    unarmed: new Map(unarmed),
    taken: new Set(taken),
    broken: () => broken,
    tapes: tapes.filter(({ head }) => head.family === its.family),
  }
  return { facts, sessions, besides, witnesses }
}
