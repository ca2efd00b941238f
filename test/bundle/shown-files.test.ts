import assert from 'node:assert/strict'
import { applicationOf, capturesOf, pageOf, reportFiles } from '../../src/bundle/shown-files.ts'
import { parseReport } from '../../src/report/report.ts'
import { judgeRun } from '../../src/run/judging.ts'
import { factsOf, parseRecord } from '../../src/run/record.ts'
import type { Tape } from '../../src/tape/tape.ts'
import { readPcapng } from '../support/pcapng.ts'
import { smallRun } from './small-run.ts'

describe('bundle/shown-files', () => {
  const { run } = smallRun()
  const { report, results } = judgeRun(run)
  const tapes = run.paths.flatMap(({ facts }) => facts.tapes)

  it('are one report in three forms, and the run from which it follows', () => {
    const texts = new Map(reportFiles(run, report).map(({ path, text }) => [path, text]))
    assert.deepEqual([...texts.keys()], ['report.json', 'summary.md', 'run.json'])
    assert.deepEqual(parseReport(texts.get('report.json') ?? ''), JSON.parse(JSON.stringify(report)))
    assert.ok(texts.get('summary.md')?.includes(run.runId))
    assert.deepEqual(judgeRun(factsOf(parseRecord(texts.get('run.json') ?? ''), tapes)).report, report)
  })

  it('hold in each capture the tape’s own end, at the client’s time, and what was changed', () => {
    const captureOf = capturesOf({ run, results, application: applicationOf(report) })
    const offsetMs = run.paths[0]?.facts.offsetMs ?? 0
    const changed = new Set<string>()
    for (const tape of tapes) {
      const { application, packets } = readPcapng([...captureOf(tape)])
      assert.equal(application, `${report.tool.name} ${report.tool.version}`)
      const wallMs = run.clockOriginMs + tape.head.startedAtMs + (tape.head.end === 'responder' ? offsetMs : 0)
      for (const { atUs } of packets.slice(0, 1)) assert.ok(Math.abs(Number(atUs) / 1000 - wallMs) < 60_000)
      if (packets.some(({ comments }) => comments.some(it => it.startsWith('Pathproof:')))) changed.add(tape.head.end)
    }
    assert.deepEqual([...changed].sort(), ['client', 'responder'])
  })

  it('link in the page to the files of the tapes that have a place', () => {
    const places = new Map<Tape, string>(tapes.map((tape, at) => [tape, `tapes/${tape.head.end}/number-${at}.jsonl`]))
    assert.match([...pageOf(run, report, places)].join(''), /tapes\/client\/number-\d+\.jsonl/)
    assert.doesNotMatch([...pageOf(run, report, new Map())].join(''), /number-\d+\.jsonl/)
  })
})
