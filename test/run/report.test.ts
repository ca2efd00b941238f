import assert from 'node:assert/strict'
import { environment } from '../../src/control/environment.ts'
import { ControlIntercepted } from '../../src/control/errors.ts'
import type { Session } from '../../src/plan/session.ts'
import type { Report } from '../../src/report/report.ts'
import { parseReport, reportText } from '../../src/report/report.ts'
import type { MissingFamily } from '../../src/run/facts.ts'
import { judgeRun } from '../../src/run/judging.ts'
import type { Path } from '../../src/run/path.ts'
import { heard, opened } from '../support/tapes.ts'
import { answererTape, changedTapes, cleanTapes, pathWith, rows } from './path.ts'

interface Told {
  readonly path: Path
  /** The sessions whose tapes are there; all of them unless told. */
  readonly sessions?: readonly Session[]
  readonly missing?: readonly MissingFamily[]
  readonly aborted?: boolean
}

/** The report of what a path's tapes say, as a run puts it together. */
function reportOf({ path, sessions = [...path.plan.sessions.values()], missing = [], aborted = false }: Told): Report {
  const nothing = { arrivals: [], blind: 'this is a test' }
  const evidence = { facts: path, sessions, besides: [], witnesses: { incoming: nothing, outgoing: nothing } }
  const { report } = judgeRun({
    runId: 'r1',
    startedAt: '2026-01-01T00:00:00.000Z',
    durationMs: 1000,
    failOn: 'fault',
    aborted,
    rows: [rows.smtpIn, rows.echoIn],
    client: environment(),
    clockOriginMs: 0,
    paths: [evidence],
    missing,
    limits: [],
  })
  return parseReport(reportText(report))
}

/** A path on which every session came through. */
function clean(facts: Partial<Path> = {}): Path {
  const path = pathWith([rows.smtpIn, rows.echoIn], facts)
  path.tapes.push(...[...path.plan.sessions.values()].flatMap(cleanTapes))
  return path
}

describe('run/report', () => {
  it('tells of a clean run: both ends, the family, no notes', () => {
    const report = reportOf({ path: clean() })
    assert.deepEqual([report.verdict, report.findings, report.untested, report.run.notes], ['intact', [], [], []])
    assert.deepEqual(
      report.ports.map(it => [it.port, it.protocol, it.verdict, it.reason]),
      [
        [25, 'smtp', 'intact', null],
        [10045, 'echo', 'intact', null],
      ],
    )
    assert.equal(report.run.responder?.hostname, 'mail.example')
    assert.deepEqual(report.run.families, [
      { family: 4, address: '192.0.2.25', tested: true, reason: null, clientSeenAs: '192.0.2.1' },
    ])
    assert.equal(report.run.startedAt, '2026-01-01T00:00:00.000Z')
  })

  it('says why a port could not be armed, and that this is all that is missing', () => {
    const path = pathWith([rows.smtpIn, rows.echoIn], {
      unarmed: new Map([['incoming:4:tcp:25', 'in use on the server']]),
    })
    const sessions = [...path.plan.sessions.values()].filter(it => it.row.port !== 25)
    path.tapes.push(...sessions.flatMap(cleanTapes))
    const report = reportOf({ path, sessions })
    assert.equal(report.verdict, 'incomplete')
    assert.deepEqual(
      report.untested.map(it => [it.port, it.probe, it.reason]),
      [[25, null, 'in use on the server']],
    )
    assert.deepEqual(report.findings, [])
  })

  it('says of a run that broke off how much was proved until then, and takes nothing for a stranger', () => {
    const path = pathWith([rows.smtpIn, rows.echoIn], { broken: () => 'the control connection broke: ECONNRESET' })
    const sessions = [...path.plan.sessions.values()].filter(it => it.probe !== 'smtp-data')
    path.tapes.push(...sessions.flatMap(cleanTapes))
    const [one] = sessions
    if (one !== undefined) path.tapes.push(answererTape(one, [opened(), heard('GET /\r\n')]))
    const report = reportOf({ path, sessions })
    assert.deepEqual(report.run.notes, ['the run broke off over IPv4: the control connection broke: ECONNRESET'])
    const smtp = [...path.plan.sessions.values()].filter(it => it.row.port === 25)
    const proved = smtp.filter(it => it.probe !== 'smtp-data').length
    assert.deepEqual(
      report.untested.map(it => it.reason),
      [
        `the control connection broke: ECONNRESET; until then ${proved} of ${smtp.length} conversations had arrived unchanged`,
        'the control connection broke: ECONNRESET; until then 1 of 1 conversations had arrived unchanged',
      ],
    )
  })

  it('keeps a fault that was proved before a run was called off', () => {
    const path = pathWith([rows.smtpIn, rows.echoIn])
    const sessions = [...path.plan.sessions.values()]
    path.tapes.push(...sessions.flatMap(changedTapes))
    const report = reportOf({ path, sessions, aborted: true })
    assert.deepEqual(report.run.notes, ['the run was called off before its end'])
    assert.ok(report.ports.every(it => it.verdict === 'altered'))
    assert.ok(report.findings.length > 0)
  })

  it('counts strangers, and names the sessions that two connections claimed', () => {
    const path = clean()
    const [one] = path.plan.sessions.values()
    assert.ok(one)
    path.tapes.push(answererTape(one, [opened(), heard('GET / HTTP/1.0\r\n')]))
    path.tapes.push(answererTape(one, [opened(), heard(`${one.nonce} me too\r\n`)]))
    assert.deepEqual(reportOf({ path }).run.notes, [
      'connections of strangers on the armed ports, kept apart: 2',
      `sessions that more than one connection claimed: ${one.id}`,
    ])
  })

  it('says that the client is behind NAT', () => {
    const report = reportOf({ path: clean({ nat: { own: '10.0.0.7', seenAs: '198.51.100.4' } }) })
    assert.deepEqual(report.run.notes, ['the client is behind NAT over IPv4 (own 10.0.0.7, seen as 198.51.100.4)'])
    assert.equal(report.verdict, 'intact')
  })

  it('states a family for which the server has no address, and makes nothing untested of it', () => {
    const missing = [{ family: 6, address: null, reason: 'the server has no IPv6 address' }] as const
    const report = reportOf({ path: clean(), missing })
    assert.deepEqual([report.verdict, report.ports.length, report.untested], ['intact', 2, []])
    assert.deepEqual(report.run.families[1], { ...missing[0], tested: false })
  })

  it('leaves every row of a family untested that has an address and gave no control connection', () => {
    const reason = 'no connection to [2001:db8::25]:30443 (ECONNREFUSED)'
    const report = reportOf({ path: clean(), missing: [{ family: 6, address: '2001:db8::25', reason }] })
    assert.equal(report.verdict, 'incomplete')
    assert.deepEqual(
      report.untested.map(it => [it.family, it.port, it.reason]),
      [25, 10045].map(port => [6, port, `no control connection over IPv6: ${reason}`]),
    )
  })

  it('warns of a certificate that stood where the key was expected', () => {
    const certificate = { subject: 'CN=inspector', issuer: 'CN=inspector', sha256: 'ab'.repeat(32) }
    const intercepted = [new ControlIntercepted('192.0.2.25:443 answered with a certificate', certificate)]
    const { findings, verdict } = reportOf({ path: clean({ intercepted }) })
    assert.equal(verdict, 'intact')
    assert.deepEqual(
      findings.map(it => [it.id, it.severity, it.port, it.summary]),
      [['control.intercepted', 'warning', null, '192.0.2.25:443 answered with a certificate.']],
    )
    assert.ok(findings[0]?.remedy.includes(certificate.sha256))
  })
})
