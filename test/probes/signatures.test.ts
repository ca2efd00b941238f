/** What the probes with test strings put on the wire: each string in a session of its own, and beside it its twin. */
import assert from 'node:assert/strict'
import { bytesOf, textOf } from '../../src/bytes.ts'
import { planRun } from '../../src/plan/plan.ts'
import type { FamilyRow, Session } from '../../src/plan/session.ts'
import { usualAsks } from '../../src/plan/session.ts'
import { signatureOf } from '../../src/probes/test-signatures.ts'

const ports = [
  [25, 'smtp'],
  [465, 'smtps'],
  [143, 'imap'],
  [110, 'pop3'],
] as const
const rows = (['incoming', 'outgoing'] as const).flatMap(direction =>
  ports.map(([port, protocol]): FamilyRow => ({ direction, family: 4, transport: 'tcp', port, protocol })),
)
const planned = [...planRun({ rows, seed: bytesOf('x'), asks: { ...usualAsks, signatures: true } }).sessions.values()]
const signed = planned.filter(({ probe }) => probe.endsWith('-signatures'))

/** All words of both ends, without the session's nonce and without what is counted in bytes of it. */
function wordsOf({ script, nonce }: Session): string {
  const said = script.steps.map(step => (step.kind === 'say' ? textOf(step.bytes) : `<${step.kind}>`))
  return said.join('').replaceAll(nonce, 'NONCE')
}

function holds(session: Session, twin: boolean): boolean {
  const words = wordsOf(session)
  const files = [...words.matchAll(/base64\r\n\r\n([\s\S]*?)\r\n--/g)].map(([, lines = '']) =>
    Buffer.from(lines, 'base64').toString('latin1'),
  )
  return [words, ...files].some(text =>
    (['virus', 'spam'] as const).some(which => text.includes(signatureOf(which, twin))),
  )
}

describe('probes with test strings', () => {
  it('are asked when they are wished for and else not, in both directions', () => {
    assert.deepEqual(
      [...planRun({ rows, seed: bytesOf('x') }).sessions.values()].filter(it => it.probe.endsWith('-signatures')),
      [],
    )
    for (const direction of ['incoming', 'outgoing']) {
      const probes = new Set(signed.filter(({ row }) => row.direction === direction).map(({ probe }) => probe))
      assert.deepEqual([...probes].sort(), [
        'imap-signatures',
        'pop3-signatures',
        'smtp-signatures',
        'smtps-signatures',
      ])
    }
  })

  it('have the string in every even part, and in the part behind it the twin in the same words', () => {
    assert.ok(signed.length > 0)
    for (const session of signed.filter(({ part }) => part % 2 === 0)) {
      const twin = signed.find(
        ({ probe, part, row }) => probe === session.probe && part === session.part + 1 && row === session.row,
      )
      assert.ok(twin)
      assert.ok(holds(session, false) && !holds(session, true), session.probe)
      assert.ok(holds(twin, true) && !holds(twin, false), session.probe)
      assert.equal(wordsOf(twin).length, wordsOf(session).length)
    }
  })

  it('hand it over by DATA and by BDAT, in clear and inside TLS, as text, encoded and packed', () => {
    const smtp = signed.filter(({ probe, row }) => probe === 'smtp-signatures' && row.direction === 'incoming')
    assert.equal(smtp.length, 14)
    const words = smtp.map(wordsOf)
    assert.equal(words.filter(text => text.includes('\r\nBDAT ') || /BDAT \d+ LAST\r\n/.test(text)).length, 2)
    assert.equal(words.filter(text => text.includes('<start-tls>')).length, 2)
    assert.equal(words.filter(text => text.includes('filename="test.com"')).length, 2)
    assert.equal(words.filter(text => text.includes('filename="test.zip"')).length, 2)
    assert.equal(words.filter(text => !/^Subject: /m.test(text)).length, 2)
  })
})
