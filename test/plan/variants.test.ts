import assert from 'node:assert/strict'
import { bytesOf, textOf } from '../../src/bytes.ts'
import { type AskedAnew, answererScript, PlanError, planRun, roundOf } from '../../src/plan/plan.ts'
import type { FamilyRow, Session, Variant } from '../../src/plan/session.ts'
import { canStartTls, comparisonRows } from '../../src/plan/variants.ts'
import { listenerScript } from '../../src/script/listener.ts'
import { pair } from '../support/pair.ts'

const seed = bytesOf('variants')
const smtp: FamilyRow = { direction: 'incoming', family: 4, transport: 'tcp', port: 25, protocol: 'smtp' }
const rows: readonly FamilyRow[] = [
  smtp,
  { ...smtp, port: 143, protocol: 'imap' },
  { ...smtp, port: 465, protocol: 'smtps' },
  { ...smtp, port: 10046, protocol: 'echo', dialPort: 20046 },
  { ...smtp, port: 80, protocol: 'echo' },
]
const plan = planRun({ rows, seed })

function planned(probe: string, port = 25): Session {
  const session = [...plan.sessions.values()].find(it => it.probe === probe && it.row.port === port)
  assert.ok(session, probe)
  return session
}

function anew(variant: Variant, of = planned('smtp-ehlo')): Session {
  const asked: readonly AskedAnew[] = [{ session: of.id, variant }]
  const [session] = roundOf(plan, seed, { kind: 'variants', direction: 'incoming', asked, attempt: 2 })
  assert.ok(session)
  return session
}

function said({ script }: Session): string {
  return script.steps.map(step => (step.kind === 'say' ? textOf(step.bytes) : `[${step.kind}]`)).join('')
}

describe('plan/variants', () => {
  it('are sessions of their own, which name the one that they explain', () => {
    const of = planned('smtp-ehlo')
    const variants: readonly Variant[] = [
      { kind: 'inside-tls' },
      { kind: 'comparison-port', port: 10046 },
      { kind: 'near-miss', by: 'dialer', at: 0 },
      { kind: 'size', measure: 'recipients', value: 7 },
      { kind: 'size', measure: 'recipients', value: 8 },
    ]
    const sessions = variants.map(variant => anew(variant, of))
    for (const [at, { variant, probe, part }] of sessions.entries()) {
      assert.deepEqual(variant, { ...variants[at], of: of.id })
      assert.deepEqual([probe, part], [of.probe, of.part])
    }
    assert.equal(new Set([of, ...sessions].map(({ id }) => id)).size, 6)
    assert.equal(new Set([of, ...sessions].map(({ nonce }) => nonce)).size, 6)
    assert.deepEqual(sessions.at(0), anew({ kind: 'inside-tls' }, of), 'the same at both ends')
  })

  it('say the same words on the comparison port, which the dialer dials as that port is dialed', () => {
    const of = planned('smtp-ehlo')
    const session = anew({ kind: 'comparison-port', port: 10046 }, of)
    assert.deepEqual(session.row, { ...smtp, port: 10046, dialPort: 20046 })
    assert.equal(said(session).replaceAll(session.nonce, of.nonce), said(of))
  })

  it('begin TLS and say everything inside it again, the greeting too', () => {
    const of = planned('smtp-ehlo')
    const session = anew({ kind: 'inside-tls' }, of)
    const [before = '', inside = ''] = said(session).replaceAll(session.nonce, of.nonce).split('[start-tls]')
    assert.match(before, /^220 [^\r]*\r\nEHLO [\s\S]*STARTTLS\r\n220 [^\r]*\r\n$/)
    assert.equal(inside, said(of))
  })

  for (const [protocol, port] of [
    ['smtp', 25],
    ['imap', 143],
  ] as const) {
    it(`come through unchanged on a clean path, in ${protocol}`, () => {
      const of = [...plan.sessions.values()].find(
        it => it.row.port === port && it.script.steps.length > 4 && it.probe.endsWith('greeting'),
      )
      assert.ok(of)
      const session = anew({ kind: 'inside-tls' }, of)
      assert.ok(canStartTls(protocol))
      const { dialer, answerer } = pair({ dialer: session.script, answerer: answererScript([session]), chunkBytes: 7 })
      assert.deepEqual(dialer.outcome, 'finished')
      assert.deepEqual(answerer.outcome, 'finished')
    })
  }

  it('ask for no words that the plan does not have', () => {
    const refused: readonly (readonly [Variant, RegExp])[] = [
      [{ kind: 'comparison-port', port: 22 }, /port 22 is no comparison port/],
      [{ kind: 'comparison-port', port: 25 }, /port 25 is no comparison port/],
      [{ kind: 'near-miss', by: 'dialer', at: 100_000 }, /says fewer than/],
      [{ kind: 'size', measure: 'message', value: 10_000_000 }, /message 10000000 is not between/],
    ]
    for (const [variant, why] of refused) assert.throws(() => anew(variant), { name: PlanError.name, message: why })
    assert.throws(() => anew({ kind: 'inside-tls' }, planned('smtps-greeting', 465)), /smtps has no STARTTLS/)
    assert.throws(
      () => anew({ kind: 'size', measure: 'sender', value: 99 }, planned('imap-greeting', 143)),
      /not in imap/,
    )
    assert.throws(() => anew({ kind: 'inside-tls' }, planned('smtp-message')), /only a script/)
    assert.throws(() => anew({ kind: 'inside-tls' }, { ...planned('smtp-ehlo'), id: 'nobody' }), /no session nobody/)
  })

  it('have the run’s own neutral ports before others, and no port that something is expected on', () => {
    const plain = rows.map(({ dialPort: _, ...row }) => row)
    assert.deepEqual(
      comparisonRows(plain, 'incoming', 4).map(({ port }) => port),
      [10046, 10045, 10047, 10048, 10049, 2525],
    )
    assert.deepEqual(
      comparisonRows(rows, 'outgoing', 4).map(({ port }) => port),
      [10045, 10046, 10047, 10048, 10049, 2525],
    )
  })

  it('go to no port behind a forwarding that the plan does not know', () => {
    assert.deepEqual(comparisonRows(rows, 'incoming', 4), [{ port: 10046, dialPort: 20046 }])
  })

  it('share a listener where they share a greeting', () => {
    const sessions = [anew({ kind: 'inside-tls' }), anew({ kind: 'size', measure: 'filename', value: 20 })]
    const script = listenerScript(
      sessions.map(({ id, nonce, script }) => ({ session: id, nonce, script })),
      null,
    )
    const fork = script.steps.find(step => step.kind === 'fork')
    assert.ok(fork?.kind === 'fork')
    assert.equal(fork.branches.length, 2)
  })
})
