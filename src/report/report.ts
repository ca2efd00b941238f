/**
 * The report: the one value that says what a run proved, and its JSON form `pathproof/report/1`
 * (docs/report-format.md). Pure: writing files is the command line's job. Knows nothing of tapes, sockets or of how a
 * finding is reached, and nothing of terminals.
 */
import * as z from 'zod'
import { type FindingId, findingIds } from '../explain/finding.ts'
import { measures } from '../plan/session.ts'

/** The name of the format. Fields may be added under it; none is ever removed or changed. */
export const reportFormat = 'pathproof/report/1'

const direction = z.enum(['incoming', 'outgoing'])
const family = z.literal([4, 6])
const transport = z.enum(['tcp', 'udp', 'icmp'])
const port = z.int().min(1).max(65535).nullable()
const flow = z.enum(['dialer-to-answerer', 'answerer-to-dialer'])
const count = z.int().nonnegative()

/** What every part of a report that speaks of one row says of it. */
const where = { direction, family, transport, port }

const endpoint = z.object({ address: z.string(), port: z.int().min(0).max(65535) })

const edit = z.object({
  kind: z.enum(['inserted', 'removed', 'replaced', 'cut']),
  sentAt: count,
  sentBytes: count,
  heardAt: count,
  heardBytes: count,
})

const evidence = z.object({
  session: z.string(),
  flow,
  layer: z.enum(['wire', 'tls']),
  place: z.string(),
  sent: z.string(),
  heard: z.string(),
  offsets: z.object({ sent: count, heard: count }),
  edits: z.array(edit).readonly(),
})

const device = z.object({
  name: z.string(),
  feature: z.string(),
  proof: z.enum(['transform', 'text', 'set']),
  source: z.string(),
  /** Of one that only fits: what would show that it is this one. */
  tell: z.exactOptional(z.string()),
})

const finding = z.object({
  key: z.string(),
  id: z.enum(Object.keys(findingIds) as FindingId[]),
  severity: z.enum(['fault', 'warning', 'notice']),
  ...where,
  flow: flow.nullable(),
  probe: z.string(),
  seen: z.object({ times: count, of: count }),
  side: z.enum(['server-host', 'client-host', 'server-network', 'client-network', 'unknown']),
  summary: z.string(),
  evidence: z.array(evidence).readonly(),
  device: device.nullable(),
  fits: z.array(device).readonly(),
  remedy: z.string(),
  /** What became of the same words asked in other ways after a fault: the same again, or they came through. */
  trigger: z.exactOptional(
    z.object({
      comparisonPort: z.object({ port: count, same: z.boolean() }).nullable(),
      insideTls: z.object({ same: z.boolean() }).nullable(),
      nearMiss: z.object({ word: z.string(), as: z.string(), same: z.boolean() }).nullable(),
    }),
  ),
  /** The largest size that came through, and the smallest that did not: bytes without line end, or a number. */
  sizeLimits: z.exactOptional(z.array(z.object({ measure: z.enum(measures), passes: count, fails: count })).readonly()),
})

const portRow = z.object({
  ...where,
  protocol: z.string(),
  method: z.enum(['paired', 'captured', 'beside']),
  verdict: z.enum([
    'intact',
    'altered',
    'intercepted',
    'refused-by-host',
    'refused-by-path',
    'refused',
    'lost-out',
    'lost-back',
    'lost',
    'untested',
  ]),
  reason: z.string().nullable(),
  /** Source address and port of a session of the row: as its dialer had them, and as the far end saw them. */
  source: z.exactOptional(z.object({ own: endpoint.nullable(), seen: endpoint })),
  findings: z.array(z.string()).readonly(),
})

const untested = z.object({ ...where, protocol: z.string(), probe: z.string().nullable(), reason: z.string() })

/** What an end's host says of itself; null where it could not be read. */
const runHost = z.object({
  listening: z
    .array(z.object({ transport: z.enum(['tcp', 'udp']), family, address: z.string(), port: z.int() }))
    .readonly()
    .nullable(),
  interfaces: z
    .array(z.object({ name: z.string(), mtu: z.int().nullable(), addresses: z.array(z.string()).readonly() }))
    .readonly(),
  routes: z
    .array(z.object({ family, destination: z.string(), gateway: z.string().nullable(), interface: z.string() }))
    .readonly()
    .nullable(),
  firewall: z.discriminatedUnion('state', [
    z.object({ state: z.literal('read'), at: z.string(), tools: z.array(z.string()).readonly() }),
    z.object({ state: z.literal('not-readable'), why: z.string(), how: z.string() }),
  ]),
  /** Whom hosts.allow(5) admits to SSH: what an external firewall must let in as well. */
  sshAdmits: z.array(z.string()).readonly().nullable(),
})

const runEnd = z.object({
  release: z.string(),
  platform: z.string(),
  node: z.string(),
  hostname: z.exactOptional(z.string()),
  addresses: z.array(z.string()).readonly(),
  host: z.exactOptional(runHost),
})

const runFamily = z.object({
  family,
  address: z.string().nullable(),
  tested: z.boolean(),
  reason: z.string().nullable(),
  /** The client's address as the responder sees it. */
  clientSeenAs: z.exactOptional(z.string()),
})

const run = z.object({
  id: z.string(),
  startedAt: z.iso.datetime(),
  durationMs: z.number().nonnegative(),
  client: runEnd.nullable(),
  responder: runEnd.nullable(),
  families: z.array(runFamily).readonly(),
  notes: z.array(z.string()).readonly(),
})

/** The zod schema of `pathproof/report/1`. Fields that it does not know are let through and dropped. */
export const reportSchema = z.object({
  schema: z.literal(reportFormat),
  tool: z.object({ name: z.string(), version: z.string() }),
  run,
  verdict: z.enum(['intact', 'faulty', 'incomplete']),
  ports: z.array(portRow).readonly(),
  findings: z.array(finding).readonly(),
  untested: z.array(untested).readonly(),
})

export type Report = z.infer<typeof reportSchema>
/** The judgement of the whole run. */
export type Verdict = Report['verdict']
/** One row: a port, a direction, a family. */
export type ReportRow = z.infer<typeof portRow>
/** A finding as the report holds it: what `explain/` calls a Finding, open to the transports still to come. */
export type ReportFinding = z.infer<typeof finding>
/** One place where sent and heard differ, as the report holds it. */
export type ReportEvidence = z.infer<typeof evidence>
/** A device that is named or that fits. */
export type ReportDevice = z.infer<typeof device>
/** Something that was planned and could not be tested: a row, or (`probe` not null) one question of it. */
export type Untested = z.infer<typeof untested>
/** One of the two programs, as it described itself. */
export type RunEnd = z.infer<typeof runEnd>
/** An address family: tested, or the reason why it was not in the plan. */
export type RunFamily = z.infer<typeof runFamily>

/** The lowest severity that makes a run faulty (`--fail-on`). */
export type FailOn = 'fault' | 'warning'

/** A text that is no report of ours. The message is one line and safe to print. */
export class ReportError extends Error {
  override readonly name = 'ReportError'
}

/** The JSON Schema (draft 2020-12) of `pathproof/report/1`. It allows further fields, because a later release may add some. */
export function jsonSchema(): object {
  return z.toJSONSchema(reportSchema, {
    io: 'input', // the output form forbids further fields
    // Our arrays are read-only in TypeScript; in JSON Schema the word means something else.
    override: ({ jsonSchema: part }) => {
      delete part.readOnly
    },
  })
}

/** The JSON text of a report: indented, pure ASCII (nothing in it can act on a terminal), ended by a line feed. */
export function reportText(report: Report): string {
  const ascii = (unit: string) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`
  return `${JSON.stringify(report, null, 2).replace(/[\u007f-\uffff]/g, ascii)}\n`
}

/** Reads the JSON text of a report; any text gives a report or a ReportError. */
export function parseReport(text: string): Report {
  const value = parseJson(text)
  const named = z.object({ schema: z.string() }).safeParse(value)
  if (!named.success) throw new ReportError('not a Pathproof report: it has no field "schema"')
  if (named.data.schema !== reportFormat) throw new ReportError(otherFormat(named.data.schema))
  const result = reportSchema.safeParse(value)
  if (result.success) return result.data
  throw new ReportError(`not a sound ${reportFormat}: ${firstIssue(result.error)}`)
}

/**
 * The verdict of the whole run. A row that is altered, refused or lost makes it faulty only through a finding of
 * the level `failOn`; without one it is not intact either. No row at all proves nothing.
 */
export function verdictOf(
  ports: readonly ReportRow[],
  findings: readonly ReportFinding[],
  { failOn = 'fault', untested: missing = [] }: { failOn?: FailOn; untested?: readonly Untested[] } = {},
): Verdict {
  const failing: readonly string[] = failOn === 'warning' ? ['fault', 'warning'] : ['fault']
  if (findings.some(({ severity }) => failing.includes(severity))) return 'faulty'
  const intact = ports.length > 0 && missing.length === 0 && ports.every(row => row.verdict === 'intact')
  return intact ? 'intact' : 'incomplete'
}

/**
 * The exit status of a command that gave this report. 0: intact. 1: a fault was proved, also when the run broke off
 * afterwards. 3: no fault, but not everything was tested. (2 is for errors, which give no report.)
 */
export function exitStatusOf(report: Report, { failOn }: { readonly failOn: FailOn }): 0 | 1 | 3 {
  const verdict = verdictOf(report.ports, report.findings, { failOn, untested: report.untested })
  if (verdict === 'faulty') return 1
  // A run may know that it is incomplete by more than its rows show; it is never made better here.
  return verdict === 'intact' && report.verdict !== 'incomplete' ? 0 : 3
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    // JSON.parse quotes the text, which may hold anything; so its message is not passed on.
    throw new ReportError('not a Pathproof report: the text is not JSON')
  }
}

function otherFormat(schema: string): string {
  return `the report has the format ${JSON.stringify(printable(schema))}; this release reads only "${reportFormat}"`
}

function firstIssue(error: z.ZodError): string {
  const issue = error.issues[0]
  return issue === undefined
    ? 'unknown'
    : printable(`${issue.path.map(String).join('.') || 'report'}: ${issue.message}`)
}

/** One line of printable ASCII, short enough for an error. */
function printable(text: string): string {
  const ascii = text.replace(/[^\x20-\x7e]/g, '?')
  return ascii.length > 200 ? `${ascii.slice(0, 200)}...` : ascii
}
