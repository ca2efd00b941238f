import assert from 'node:assert/strict'
import { bytesOf, textOf } from '../../src/bytes.ts'
import { heldOpen, inSmallPieces } from '../../src/plan/pieces.ts'
import { answererScript, planRun, repeatRounds, roundOf } from '../../src/plan/plan.ts'
import type { FamilyRow } from '../../src/plan/session.ts'
import type { Delivery, Script } from '../../src/script/script.ts'
import { pair } from '../support/pair.ts'

function scriptOf(bytes: number, delivery?: Delivery): Script {
  const until = { kind: 'bytes', count: bytes } as const
  const say = { kind: 'say', by: 'dialer', bytes: new Uint8Array(bytes), until } as const
  const steps = [delivery === undefined ? say : { ...say, delivery }, { kind: 'start-tls' } as const]
  return { steps, endings: { dialer: [], answerer: [] } }
}

function deliveryOf({ steps }: Script): Delivery | undefined {
  const [step] = steps
  return step?.kind === 'say' ? step.delivery : undefined
}

describe('plan/pieces', () => {
  it('leaves short words as they are', () => {
    assert.deepEqual(inSmallPieces(scriptOf(400)), scriptOf(400))
  })

  it('cuts long words, and leaves no empty piece', () => {
    assert.deepEqual(deliveryOf(inSmallPieces(scriptOf(401)))?.cuts, [400])
    assert.deepEqual(deliveryOf(inSmallPieces(scriptOf(1200))), { cuts: [400, 800], pauseMs: 15 })
  })

  it('keeps the cuts and the longer pause that the words have', () => {
    const cut = deliveryOf(inSmallPieces(scriptOf(900, { cuts: [400, 895], pauseMs: 50 })))
    assert.deepEqual(cut, { cuts: [400, 800, 895], pauseMs: 50 })
    const each: Delivery = { cuts: 'each', pauseMs: 0 }
    assert.deepEqual(deliveryOf(inSmallPieces(scriptOf(900, each))), each)
  })
})

describe('plan/pieces, held open', () => {
  const seed = bytesOf('pieces')
  const rows = (['smtp', 'smtps', 'echo'] as const).map(
    (protocol, at): FamilyRow => ({ direction: 'incoming', family: 4, transport: 'tcp', port: 25 + at, protocol }),
  )
  const plan = planRun({ rows, seed })
  const echoes = [...plan.sessions.values()].filter(it => it.probe === 'tcp-echo')

  it('is the first words of both ends, and then a silence longer than any connection takes to come to be', () => {
    for (const { script } of echoes) {
      const held = heldOpen(script)
      assert.deepEqual(held.steps.slice(0, 2), script.steps.slice(0, 2))
      const [silence, ...more] = held.steps.slice(2)
      assert.ok(silence?.kind === 'silence' && silence.waitMs > 5000)
      assert.deepEqual([more, held.endings], [[], script.endings])
    }
  })

  it('is no longer silent than a session may be', () => {
    for (const { script, idleMs } of echoes)
      for (const step of heldOpen(script).steps) if (step.kind === 'silence') assert.ok(step.waitMs < idleMs)
  })

  it('is played to its end by both, each knowing who called', () => {
    for (const first of echoes) {
      const how = { attempt: 10, patient: false, held: 16, direction: 'incoming' } as const
      const sessions = roundOf(plan, seed, { kind: 'repeat', sessions: [first.id], ...how })
      const answerer = answererScript(sessions)
      for (const { id, script } of sessions) {
        const played = pair({ dialer: script, answerer, chunkBytes: Number.POSITIVE_INFINITY })
        assert.deepEqual([played.dialer.outcome, played.answerer.outcome], ['finished', 'finished'])
        assert.deepEqual(played.answerer.claimed, [id])
        const said = (end: (typeof played)['dialer']) => end.sent.map(it => textOf(it.bytes)).join('')
        const heard = (end: (typeof played)['dialer']) => end.heard.map(it => textOf(it.bytes)).join('')
        assert.deepEqual([heard(played.answerer), heard(played.dialer)], [said(played.dialer), said(played.answerer)])
      }
    }
  })

  it('is so many sessions when they are to be held together, each with a name and a nonce of its own', () => {
    const [first] = echoes
    assert.ok(first)
    const ref = { kind: 'repeat', direction: 'incoming', sessions: [first.id], attempt: 10, patient: false } as const
    const held = roundOf(plan, seed, { ...ref, held: 16 })
    const attempts = Array.from({ length: 16 }, (_, at) => 10 + at)
    assert.deepEqual([held.map(it => it.attempt), new Set(held.map(it => it.row)).size], [attempts, 1])
    for (const key of ['id', 'nonce'] as const) assert.equal(new Set(held.map(it => it[key])).size, 16)
    assert.ok(!held.some(it => roundOf(plan, seed, ref).some(one => one.id === it.id)))
    assert.deepEqual(repeatRounds(plan, [first.id], { attempt: 10, patient: false, held: 16 }), [{ ...ref, held: 16 }])
  })
})
