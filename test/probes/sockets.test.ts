/**
 * The first words of every protocol over real sockets and real TLS: both ends finish and the tapes agree.
 */
import assert from 'node:assert/strict'
import { bytesOf } from '../../src/bytes.ts'
import { compareTapes } from '../../src/diff/compare.ts'
import { planRun } from '../../src/plan/plan.ts'
import { type FamilyRow, rowKey } from '../../src/plan/session.ts'
import { playOnLoopback } from '../support/loopback.ts'

const ports = [
  [465, 'smtps'],
  [143, 'imap'],
  [993, 'imaps'],
  [110, 'pop3'],
  [995, 'pop3s'],
  [22, 'ssh'],
  [53, 'dns'],
  [80, 'http'],
  [443, 'https'],
  [3306, 'mysql'],
  [873, 'rsync'],
  [1080, 'socks5'],
  [2703, 'razor'],
  [10050, 'zabbix'],
] as const
const rows = ports.map(
  ([port, protocol]): FamilyRow => ({ direction: 'incoming', family: 4, transport: 'tcp', port, protocol }),
)
const plan = planRun({ rows, seed: bytesOf('sockets') })
const sessions = [...plan.sessions.values()].filter(({ probe }) => probe !== 'tcp-echo')

describe('probes, over sockets', () => {
  for (const { protocol } of rows)
    it(`${protocol}: both ends finish, both tapes agree, the answerer knows the session`, async () => {
      for (const session of sessions.filter(it => it.row.protocol === protocol)) {
        const round = plan.rounds.find(it => it.sessions.includes(session))?.sessions ?? []
        const others = round.filter(it => it !== session && rowKey(it.row) === rowKey(session.row))
        const [dialer, answerer] = await playOnLoopback(session, others)
        for (const tape of [dialer, answerer]) {
          assert.deepEqual([tape.ending.kind, tape.ending.script], ['closed', 'finished'], session.probe)
          assert.equal(tape.head.session, session.id)
        }
        const { flows, events, tls } = compareTapes({ dialer, answerer, matchedBy: 'nonce' }, 'bytes')
        assert.ok(flows.every(({ edits, unheard }) => edits.length === 0 && unheard === null))
        assert.deepEqual(events, [])
        const { library, script } = session
        const startsTls = library?.startTls ?? script.steps.some(step => step.kind === 'start-tls')
        assert.equal(tls !== null, startsTls, session.probe)
        if (tls !== null) assert.ok(tls.exporterEqual && tls.certificateEqual && tls.ciphertextEqual)
      }
    })
})
