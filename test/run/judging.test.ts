import assert from 'node:assert/strict'
import fc from 'fast-check'
import type { RunFacts } from '../../src/run/facts.ts'
import { judgeRun } from '../../src/run/judging.ts'
import { known, smallRun } from '../bundle/small-run.ts'

const { run, path } = smallRun()

function withTapes(tapes: RunFacts['paths'][number]['facts']['tapes']): RunFacts {
  return { ...run, paths: run.paths.map(it => ({ ...it, facts: { ...it.facts, tapes } })) }
}

describe('run/judging', () => {
  it('gives the report of a run, and every session that it was judged by', () => {
    const { report, results } = judgeRun(run)
    assert.equal(report.verdict, 'faulty')
    assert.deepEqual(
      report.ports.filter(({ family }) => family === 4).map(({ port, verdict }) => [port, verdict]),
      [
        [25, 'altered'],
        [10045, 'intact'],
      ],
    )
    assert.equal(results.length, run.paths[0]?.sessions.length)
  })

  it('judges the same whatever order the tapes come in', () => {
    const { report } = judgeRun(run)
    fc.assert(
      fc.property(fc.shuffledSubarray([...path.tapes], { minLength: path.tapes.length }), tapes => {
        assert.deepEqual(judgeRun(withTapes(tapes)).report, report)
      }),
      { numRuns: 10 },
    )
  })

  it('leaves what it judges as it was', () => {
    const before = structuredClone(path.tapes)
    judgeRun(run)
    assert.deepEqual(path.tapes, before)
  })

  it('says of a live service that could not be held against anything that it stays untested, and why', () => {
    const [evidence] = run.paths
    const session = evidence?.sessions.find(({ row }) => row.port === 25)
    assert.ok(evidence && session)
    const key = 'incoming:4:tcp:25'
    const facts = { ...evidence.facts, unarmed: new Map([[key, 'in use on the server']]), taken: new Set([key]) }
    const asked = { session, method: null, unit: 'lines', ehloName: 'n.example', locals: [] } as const
    const { report } = judgeRun({ ...run, paths: [{ ...evidence, facts, besides: [asked] }] })
    const row = report.ports.find(({ port, family }) => port === 25 && family === 4)
    assert.deepEqual(
      [row?.verdict, row?.reason],
      ['untested', 'in use on the server; the service did not answer its own host'],
    )
  })

  it('has a row for a family that gave no control connection', () => {
    const row = judgeRun(run).report.ports.find(({ family }) => family === 6)
    assert.deepEqual([row?.verdict, row?.reason], ['untested', 'no control connection over IPv6: no connection'])
    assert.equal(judgeRun(run).report.run.families.find(({ family }) => family === 6)?.address, known.clientV6)
  })
})
