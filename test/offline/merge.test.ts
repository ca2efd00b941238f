import assert from 'node:assert/strict'
import fc from 'fast-check'
import { mergeHalves } from '../../src/offline/merge.ts'
import { judgeRun } from '../../src/run/judging.ts'
import { halvesOf, type Wish } from './halves.ts'

function merged(wish: Wish = {}) {
  const { client, responder } = halvesOf(wish)
  return mergeHalves([client], [responder])
}

function judged(wish: Wish = {}) {
  const { report } = judgeRun(merged(wish))
  return { findings: report.findings.map(({ id }) => id), verdicts: report.ports.map(({ verdict }) => verdict) }
}

describe('offline/merge', () => {
  it('makes a run of two halves in which everything arrived', () => {
    const run = merged()
    assert.equal(run.runId, 'a'.repeat(32))
    assert.equal(run.startedAt, '2026-03-01T14:05:00.000Z')
    assert.equal(run.failOn, 'fault')
    assert.deepEqual(
      run.rows.map(({ port }) => port),
      [10045, 10046, 10047],
    )
    assert.equal(run.paths[0]?.sessions.length, 3)
  })

  it('judges every row that both ends played', () => {
    const { report } = judgeRun(merged())
    assert.deepEqual(
      report.ports.map(({ verdict, reason }) => [verdict, reason]),
      Array(3).fill(['intact', null]),
    )
  })

  it('has been called off when either end was', () => {
    assert.equal(merged({ responder: { aborted: true } }).aborted, true)
    assert.equal(merged({ client: { aborted: true } }).aborted, true)
    assert.equal(merged().aborted, false)
  })

  it('blames nobody when one end has no tapes', () => {
    for (const end of ['client', 'responder']) {
      const { findings, verdicts } = judged({ tapes: ({ head }) => head.end === end })
      assert.deepEqual(findings, [])
      assert.deepEqual(verdicts, ['untested', 'untested', 'untested'])
    }
  })

  it('says that a family was not tested which only the client has', () => {
    const { client, responder } = halvesOf()
    const [path] = client.record.paths
    assert.ok(path)
    const six = { ...path, family: 6 as const, address: '2001:db8::25' }
    const both = { ...client, record: { ...client.record, paths: [path, six] } }
    assert.deepEqual(mergeHalves([both], [responder]).missing, [
      { family: 6, address: '2001:db8::25', reason: 'the responder was given no IPv6 address after --client' },
    ])
    const alone = { ...client, record: { ...client.record, paths: [six] } }
    assert.throws(() => mergeHalves([alone], [responder]), {
      name: 'MergeError',
      message: /no address family in common/,
    })
  })

  it('makes no fault of clocks that differ, however much', () => {
    fc.assert(
      fc.property(fc.integer({ min: -86_400_000, max: 86_400_000 }), fc.nat(8000), (apartMs, atMs) => {
        assert.deepEqual(judged({ apartMs, dialedAtMs: () => atMs }).findings, [])
      }),
    )
  })
})
