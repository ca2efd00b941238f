import assert from 'node:assert/strict'
import { inSmallPieces } from '../../src/plan/pieces.ts'
import type { Delivery, Script } from '../../src/script/script.ts'

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
