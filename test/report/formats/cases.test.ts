import assert from 'node:assert/strict'
import fc from 'fast-check'
import { type Case, casesOf } from '../../../src/report/formats/cases.ts'
import type { Report } from '../../../src/report/report.ts'
import { asa, clean, finding, incomplete, row } from '../examples.ts'
import { troubled } from '../hoster.ts'
import { hostileReport } from '../hostile.ts'

function told(report: Report): readonly string[] {
  return casesOf(report).map(({ direction, family, name, outcome, others }) => {
    const more = outcome.kind === 'failed' ? outcome.findings.length : outcome.kind === 'skipped' ? outcome.reason : ''
    return `${direction} ${family} ${name}: ${outcome.kind} ${more}${others.length > 0 ? ` +${others.length}` : ''}`.trim()
  })
}

function outcomes(cases: readonly Case[]): readonly string[] {
  return cases.map(({ outcome }) => outcome.kind)
}

describe('report/formats/cases', () => {
  it('makes a case of each row', () => {
    assert.deepEqual(told(asa), [
      'incoming 4 TCP 25 smtp: failed 2',
      'outgoing 4 TCP 25 smtp: passed',
      'incoming 4 TCP 10045 echo: passed',
    ])
    assert.deepEqual(new Set(outcomes(casesOf(troubled([4, 6], () => null)))), new Set(['passed']))
    assert.equal(casesOf(troubled([4, 6], () => null)).length, 190)
    assert.match(told({ ...clean, ports: [row({ transport: 'icmp', port: null })] })[0] ?? '', /ICMP echo: passed/)
  })

  it('skips what was not tested, with the reason, and each question that was not put', () => {
    assert.deepEqual(told(incomplete), [
      'incoming 4 TCP 25 smtp: passed',
      'outgoing 4 TCP 25 smtp: skipped client behind NAT (own 10.0.0.7, seen as 198.51.100.4)',
      'incoming 4 TCP 25 smtp smtp-message: skipped the control channel was cut before the session was armed',
    ])
  })

  it('passes nothing that was not seen intact, though no fault was proved', () => {
    const warning = finding({ severity: 'warning' })
    const lost = row({ verdict: 'lost', reason: 'no answer', findings: [warning.key] })
    const report: Report = { ...clean, verdict: 'incomplete', ports: [lost], findings: [warning] }
    assert.deepEqual(told(report), ['incoming 4 TCP 25 smtp: skipped lost, but no fault was proved: no answer +1'])
  })

  it('lets a warning fail where warnings made the run faulty', () => {
    const warning = finding({ severity: 'warning' })
    const ports = [row({ verdict: 'altered', findings: [warning.key] })]
    assert.deepEqual(told({ ...asa, ports, findings: [warning] }), ['incoming 4 TCP 25 smtp: failed 1'])
  })

  it('has a case for a finding that belongs to no row, so that no fault goes by unseen', () => {
    const nat = finding({ key: 'n', id: 'nat.source-differs', direction: 'outgoing', port: null })
    const notice = finding({ key: 'p', id: 'nat.present', severity: 'notice', port: null })
    assert.deepEqual(told({ ...clean, verdict: 'faulty', ports: [], findings: [nat, notice] }), [
      'outgoing 4 nat.source-differs: failed 1',
      'incoming 4 nat.present: passed  +1',
    ])
  })

  it('numbers a name that comes again', () => {
    assert.deepEqual(told({ ...clean, ports: [row(), row()] }), [
      'incoming 4 TCP 25 smtp: passed',
      'incoming 4 TCP 25 smtp (2): passed',
    ])
  })

  it('has unique names, and a failure for every fault, whatever the report holds', () => {
    fc.assert(
      fc.property(hostileReport, report => {
        const cases = casesOf({ ...report, verdict: 'faulty' })
        const names = cases.map(({ direction, family, name }) => `${direction} ${family} ${name}`)
        assert.equal(new Set(names).size, names.length)
        const failed = new Set(cases.flatMap(({ outcome }) => (outcome.kind === 'failed' ? outcome.findings : [])))
        assert.ok(report.findings.filter(it => it.severity === 'fault').every(it => failed.has(it)))
      }),
    )
  })
})
