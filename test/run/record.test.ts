import assert from 'node:assert/strict'
import fc from 'fast-check'
import { environment } from '../../src/control/environment.ts'
import type { PathEvidence, RunFacts } from '../../src/run/facts.ts'
import { judgeRun } from '../../src/run/judging.ts'
import { factsOf, parseRecord, RecordError, recordOf, recordText } from '../../src/run/record.ts'
import { readTape, writeTape } from '../../src/tape/file.ts'
import { changedTapes, cleanTapes, datagramTapes, pathWith, rows } from './path.ts'

const nothing = { arrivals: [], blind: 'this is a test' }

/** A run in which one row is altered, one clean, one not armed, and the other family was not there. */
function runOf(aborted = false): RunFacts {
  const path = pathWith([rows.smtpIn, rows.echoIn, rows.echoOut, rows.udpIn], {
    nat: { own: '10.0.0.7', seenAs: '198.51.100.4' },
    unarmed: new Map([['outgoing:4:tcp:10046', 'in use on the client']]),
    taken: new Set(['outgoing:4:tcp:10046']),
  })
  const sessions = [...path.plan.sessions.values()].filter(it => it.row.direction === 'incoming')
  path.tapes.push(
    ...sessions.flatMap(it => {
      if (it.row.transport === 'udp') return datagramTapes(it, text => [text])
      return it.row.port === 25 ? changedTapes(it) : cleanTapes(it)
    }),
  )
  const arrivals = [{ port: 10046, remote: { address: '192.0.2.25', port: 40001 } }]
  const witnesses = { incoming: nothing, outgoing: { arrivals, blind: null } }
  const evidence: PathEvidence = { facts: path, sessions, besides: [], witnesses }
  return {
    runId: 'r1',
    startedAt: '2026-01-01T00:00:00.000Z',
    durationMs: 1000,
    failOn: 'fault',
    aborted,
    rows: [rows.smtpIn, rows.echoIn],
    client: environment(),
    clockOriginMs: 1_700_000_000_000,
    paths: [evidence],
    missing: [{ family: 6, address: '2001:db8::25', reason: 'no connection' }],
    limits: [{ direction: 'incoming', family: 4, kind: 'at-once', count: 5, measured: '5 of 16' }],
  }
}

/** What comes out of the two file forms. */
function readBack(run: RunFacts): RunFacts {
  const tapes = run.paths.flatMap(({ facts }) => facts.tapes).map(tape => readTape(writeTape(tape)))
  return factsOf(parseRecord(recordText(recordOf(run))), tapes)
}

describe('run/record', () => {
  it('is judged like the run itself', () => {
    for (const aborted of [false, true]) {
      const run = runOf(aborted)
      const { report } = judgeRun(run)
      assert.ok(report.findings.length > 0)
      assert.deepEqual(judgeRun(readBack(run)).report, report)
    }
  })

  it('holds no words of a script and no rule of a firewall', () => {
    const run = runOf()
    const [path] = run.paths
    assert.ok(path)
    const firewall = { state: 'read', at: 'now', sources: [{ tool: 'nft', text: 'SECRET-RULE' }] } as const
    const { client, responder } = path.facts.hosts
    const hosts = { client: { ...client, facts: { ...client.facts, firewall } }, responder }
    const text = recordText(recordOf({ ...run, paths: [{ ...path, facts: { ...path.facts, hosts } }] }))
    assert.doesNotMatch(text, /"script"|"steps"|SECRET-RULE|"seed"/)
    assert.match(text, /"tool": "nft"/)
  })

  it('holds of hosts.allow what the report tells, whom SSH admits, and no more', () => {
    const run = runOf()
    const [path] = run.paths
    assert.ok(path)
    const lists = [
      { daemons: ['sshd'], clients: ['10.0.0.7'] },
      { daemons: ['imapd'], clients: ['NOBODYS-BUSINESS'] },
      { daemons: ['ALL'], clients: ['10.0.0.8'] },
    ]
    const { client, responder } = path.facts.hosts
    const hosts = { client: { ...client, facts: { ...client.facts, hostsAllow: lists } }, responder }
    const admitting = { ...run, paths: [{ ...path, facts: { ...path.facts, hosts } }] }
    assert.doesNotMatch(recordText(recordOf(admitting)), /NOBODYS-BUSINESS/)
    const { report } = judgeRun(admitting)
    assert.deepEqual(report.run.client?.host?.sshAdmits, ['10.0.0.7', '10.0.0.8'])
    assert.deepEqual(judgeRun(readBack(admitting)).report, report)
  })

  it('is refused in one line when it is something else', () => {
    const good = recordText(recordOf(runOf()))
    const cases = [
      '',
      '{',
      '[]',
      '{}',
      good.replace('run/1', 'run/9'),
      good.replace('"offsetMs": 0', '"offsetMs": "0"'),
    ]
    for (const text of cases) {
      assert.throws(
        () => parseRecord(text),
        (error: Error) => {
          assert.ok(error instanceof RecordError)
          assert.doesNotMatch(error.message, /\n/)
          return true
        },
      )
    }
  })

  it('takes any text and gives a record or that error', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), text => {
        try {
          parseRecord(text)
          return false
        } catch (error) {
          return error instanceof RecordError
        }
      }),
    )
  })
})
