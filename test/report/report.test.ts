import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import * as z from 'zod'
import type { Finding, RowVerdict } from '../../src/explain/finding.ts'
import {
  exitStatusOf,
  type FailOn,
  jsonSchema,
  parseReport,
  type Report,
  ReportError,
  type ReportFinding,
  type ReportRow,
  reportText,
  type Untested,
  type Verdict,
  verdictOf,
} from '../../src/report/report.ts'
import { asa, clean, finding, incomplete, row } from './examples.ts'

const docs = readFileSync(new URL('../../docs/report-format.md', import.meta.url), 'utf8')
const docsExample = /```json\n([\s\S]*?)```/.exec(docs)?.[1] ?? ''

describe('report/report: the format', () => {
  it('takes a finding of explain/ as it is, and gives it back as the same type', () => {
    // The compiler is the test: each way is an assignment without a cast.
    const toReport: (found: Finding) => ReportFinding = found => found
    const fromReport: (found: ReportFinding & Pick<Finding, 'transport'>) => Finding = found => found
    const toRow: (verdict: RowVerdict) => ReportRow['verdict'] = verdict => verdict
    const fromRow: (verdict: ReportRow['verdict']) => RowVerdict = verdict => verdict
    const found = { ...finding(), transport: 'tcp' } as const
    assert.equal(toReport(fromReport(found)), found)
    assert.equal(toRow(fromRow('lost-out')), 'lost-out')
  })

  it('reads the example of the documentation, and loses nothing of it', () => {
    assert.deepEqual(parseReport(docsExample), JSON.parse(docsExample))
  })

  it('has a JSON Schema that takes the example of the documentation', () => {
    const schema = z.fromJSONSchema(jsonSchema() as Parameters<typeof z.fromJSONSchema>[0])
    assert.deepEqual(schema.safeParse(JSON.parse(docsExample)).error, undefined)
    assert.equal(schema.safeParse({ ...JSON.parse(docsExample), verdict: 'fine' }).success, false)
  })

  it('allows further fields in its JSON Schema, at any depth', () => {
    assert.doesNotMatch(JSON.stringify(jsonSchema()), /additionalProperties|readOnly/)
  })

  it('is documented: every field stands in the documentation', () => {
    const missing = fieldsOf(jsonSchema()).filter(field => !new RegExp(`[\`.]${field}\``).test(docs))
    assert.deepEqual(missing, [])
  })

  it('comes back from its JSON text as it was', () => {
    for (const report of [clean, asa, incomplete]) assert.deepEqual(parseReport(reportText(report)), report)
  })

  it('writes pure ASCII, so that nothing in it acts on a terminal', () => {
    const hostile = { ...clean, run: { ...clean.run, notes: ['\x1b[2J \x9b31m \u202e é \u{1f4a9}'] } }
    assert.match(reportText(hostile), /^[\n\x20-\x7e]+$/)
    assert.deepEqual(parseReport(reportText(hostile)), hostile)
  })
})

describe('report/report: reading', () => {
  const cases: readonly (readonly [what: string, text: string, message: string])[] = [
    ['no JSON', '\x1b[31m{', 'not a Pathproof report: the text is not JSON'],
    ['other JSON', '[1]', 'not a Pathproof report: it has no field "schema"'],
    [
      'another version',
      '{"schema":"pathproof/report/2"}',
      'the report has the format "pathproof/report/2"; this release reads only "pathproof/report/1"',
    ],
    [
      'a word that is not in the list',
      reportText(clean).replace('"intact"', '"splendid"'),
      'not a sound pathproof/report/1: verdict: Invalid option: expected one of "intact"|"faulty"|"incomplete"',
    ],
    [
      'a wrong type, deep inside',
      reportText(asa).replace('"sentAt": 121', '"sentAt": "121"'),
      'not a sound pathproof/report/1: findings.1.evidence.0.edits.0.sentAt: Invalid input: expected number, received string',
    ],
  ]
  for (const [what, text, message] of cases) {
    it(`says of ${what} what is wrong, in one line`, () => {
      assert.throws(() => parseReport(text), new ReportError(message))
    })
  }

  it('passes over fields that a later release may add', () => {
    const later = JSON.stringify({ ...clean, hops: [], ports: clean.ports.map(port => ({ ...port, rttMs: 4 })) })
    assert.deepEqual(parseReport(later), clean)
  })

  it('gives a report or one clear line for any text and any JSON', () => {
    const damaged = fc
      .tuple(fc.nat(), fc.string({ unit: 'binary', maxLength: 4 }))
      .map(([at, text]) => spliced(reportText(asa), at, text))
    const named = fc.jsonValue().map(value => JSON.stringify({ ...clean, run: value, schema: clean.schema }))
    fc.assert(fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.json(), damaged, named), readsOrTells))
  })
})

describe('report/report: verdict and exit status', () => {
  const warning = finding({ severity: 'warning' })
  const lost = row({ verdict: 'lost', findings: [finding().key] })
  const open: Untested = { ...row(), probe: 'smtp-message', reason: 'cut' }
  const none: readonly ReportFinding[] = []
  const cases: readonly (readonly [
    what: string,
    parts: Partial<Pick<Report, 'ports' | 'findings' | 'untested'>>,
    failOn: FailOn,
    verdict: Verdict,
    status: number,
  ])[] = [
    ['all rows intact', { ports: [row(), row()] }, 'fault', 'intact', 0],
    ['an intact row with a notice', { findings: [finding({ severity: 'notice' })] }, 'warning', 'intact', 0],
    ['an intact row with a warning', { findings: [warning] }, 'fault', 'intact', 0],
    ['a warning, with --fail-on warning', { findings: [warning] }, 'warning', 'faulty', 1],
    ['a fault', { ports: [lost], findings: [finding()] }, 'fault', 'faulty', 1],
    [
      'a fault, then the run broke off',
      { ports: [lost, row({ verdict: 'untested' })], findings: [finding()], untested: [open] },
      'fault',
      'faulty',
      1,
    ],
    [
      'an altered row with no more than a warning',
      { ports: [row({ verdict: 'altered' })], findings: [warning] },
      'fault',
      'incomplete',
      3,
    ],
    ['a lost row without a finding', { ports: [row({ verdict: 'lost' })], findings: none }, 'fault', 'incomplete', 3],
    ['an untested row', { ports: [row(), row({ verdict: 'untested' })] }, 'fault', 'incomplete', 3],
    ['a question that was not put', { untested: [open] }, 'fault', 'incomplete', 3],
    ['no row at all', { ports: [] }, 'fault', 'incomplete', 3],
  ]
  for (const [what, parts, failOn, verdict, status] of cases) {
    it(`${what}: ${verdict}, ${status}`, () => {
      const report = { ...clean, ports: [row()], ...parts }
      const judged = verdictOf(report.ports, report.findings, { failOn, untested: report.untested })
      assert.equal(judged, verdict)
      assert.equal(exitStatusOf({ ...report, verdict: judged }, { failOn }), status)
    })
  }

  it('takes a fault as the level where none is given', () => {
    assert.equal(verdictOf([row()], [warning]), 'intact')
  })

  it('never makes a run better than it says of itself', () => {
    assert.equal(exitStatusOf({ ...clean, verdict: 'incomplete' }, { failOn: 'fault' }), 3)
  })
})

function readsOrTells(text: string): void {
  try {
    parseReport(text)
  } catch (error) {
    assert.ok(error instanceof ReportError)
    assert.match(error.message, /^[\x20-\x7e]{10,400}$/)
  }
}

function spliced(text: string, at: number, piece: string): string {
  const index = at % text.length
  return text.slice(0, index) + piece + text.slice(index + piece.length)
}

/** The names of all fields of a JSON Schema. */
function fieldsOf(schema: unknown): readonly string[] {
  if (typeof schema !== 'object' || schema === null) return []
  return Object.entries(schema).flatMap(([key, value]) => [
    ...(key === 'properties' ? Object.keys(value) : []),
    ...fieldsOf(value),
  ])
}
