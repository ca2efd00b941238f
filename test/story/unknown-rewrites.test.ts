/** Boxes that no rule knows: described exactly, and never called by a vendor's name. */
import assert from 'node:assert/strict'
import type { Report, ReportFinding } from '../../src/report/report.ts'
import { renderReport } from '../../src/report/terminal.ts'
import { runThrough } from '../support/world.ts'

/** Every vendor and product that a rule or a remedy could name. */
const vendors =
  /cisco|pix|asa\b|norton|symantec|avast|avg|mcafee|trend|sophos|barracuda|fortinet|fortigate|palo alto|check ?point|juniper|watchguard|striptls/i

interface Story {
  readonly device: string
  readonly id: ReportFinding['id']
  /** What must be told of it, exactly. */
  readonly exactly: (finding: ReportFinding) => void
}

const stories: readonly Story[] = [
  {
    device: 'upper-case',
    id: 'smtp.command.masked',
    exactly: ({ evidence }) => {
      for (const { sent, heard } of evidence) assert.equal(sent.replace(/(?<!\\)[a-z]/g, upper), heard)
    },
  },
  {
    device: 'append-header',
    id: 'smtp.data.header-added',
    exactly: ({ evidence }) => {
      const inserted = evidence.filter(it => it.heard === 'X-Corp-Policy: passed\\r\\n')
      assert.ok(inserted.length > 0)
      for (const { sent, edits } of inserted) {
        assert.equal(sent, '')
        assert.deepEqual(
          edits.map(edit => [edit.kind, edit.sentBytes, edit.heardBytes]),
          [['inserted', 0, 23]],
        )
      }
    },
  },
  {
    device: 'ehlo-reorder',
    id: 'smtp.ehlo.reordered',
    exactly: ({ evidence }) => {
      for (const { sent, heard } of evidence) {
        assert.notEqual(sent, heard)
        assert.deepEqual(keywords(sent), keywords(heard))
      }
    },
  },
]

describe('story: rewrites by a box that nobody knows', () => {
  // Three runs at once; more of them in a row would only wait.
  let reports: ReadonlyMap<string, Report> = new Map()
  before(async function () {
    this.timeout(60_000)
    const runs = stories.map(async ({ device }) => [device, (await runThrough({ device })).report] as const)
    reports = new Map(await Promise.all(runs))
  })

  for (const { device, id, exactly } of stories) {
    it(`${device}: is ${id}, unidentified, and shown as it was`, () => {
      const report = reports.get(device)
      assert.ok(report)
      assert.equal(report.verdict, 'faulty')
      for (const direction of ['incoming', 'outgoing']) {
        const finding: ReportFinding | undefined = report.findings.find(
          it => it.id === id && it.direction === direction,
        )
        assert.ok(finding, `${direction}: ${report.findings.map(it => it.id)}`)
        assert.equal(finding.severity, 'fault')
        assert.ok(finding.evidence.length > 0)
        exactly(finding)
      }
      for (const { device: named, fits, summary } of report.findings) {
        assert.deepEqual([named, fits], [null, []])
        assert.doesNotMatch(summary, vendors)
      }
      assert.doesNotMatch(renderReport(report, { columns: 100, colour: false }), /this is: |fits: /)
    })
  }
})

function upper(letter: string): string {
  return letter.toUpperCase()
}

/** The lines of an EHLO reply without their codes, sorted. */
function keywords(escaped: string): readonly string[] {
  return escaped
    .split('\\r\\n')
    .filter(line => line !== '')
    .map(line => line.slice(4))
    .sort()
}
