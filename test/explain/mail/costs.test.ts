import assert from 'node:assert/strict'
import { bytesOf } from '../../../src/bytes.ts'
import { answerCost, commandCost } from '../../../src/explain/mail/costs.ts'
import type { Piece } from '../../../src/explain/mail/piece.ts'

function costOf(
  cost: typeof commandCost,
  said: readonly [string, Partial<Piece>?],
  got: readonly [string, Partial<Piece>?],
): number {
  const lane = { flow: 'dialer-to-answerer', layer: 'wire', sent: bytesOf(said[0]), heard: bytesOf(got[0]) } as const
  const piece = ([text, is = {}]: readonly [string, Partial<Piece>?]): Piece => ({
    kind: 'command',
    verb: 'NOOP',
    command: 0,
    turn: 1,
    label: 'a',
    continues: false,
    from: 0,
    to: text.length,
    ...is,
  })
  return cost(lane, piece(said), piece(got))
}

const command = (...its: readonly [readonly [string, Partial<Piece>?], readonly [string, Partial<Piece>?]]) =>
  costOf(commandCost, ...its)
const answer = (...its: readonly [readonly [string, Partial<Piece>?], readonly [string, Partial<Piece>?]]) =>
  costOf(answerCost, ...its)

describe('explain/mail/costs', () => {
  it('is nothing for the same words, and next to nothing where another end takes them for something else', () => {
    assert.equal(command(['a NOOP'], ['a NOOP']), 0)
    const other = command(['a NOOP'], ['a NOOP', { kind: 'continuation', continues: true }])
    assert.ok(other > 0 && other < 0.1)
  })

  it('is less the more tells that it is the same command', () => {
    const [both, tag, verb] = [
      command(['a NOOP'], ['a NOOP now']),
      command(['a NOOP'], ['a CHECK', { verb: 'CHECK' }]),
      command(['a NOOP'], ['b NOOP now', { label: 'b' }]),
    ]
    assert.ok(both < verb && verb < tag && tag < 2)
    assert.ok(command(['a NOOP'], ['b CHECK', { verb: 'CHECK', label: 'b' }]) > 2)
  })

  it('is low for bytes that stayed in place', () => {
    assert.ok(command(['a NOOP'], ['b XXXX', { verb: 'XXXX', label: 'b' }]) < 2)
  })

  it('is never for what goes on and what begins, nor for what has words and what has none', () => {
    assert.ok(command(['a NOOP'], ['literal', { continues: true }]) > 2)
    assert.ok(answer(['a OK'], ['\x01', { kind: 'opaque' }]) > 2)
  })

  it('keeps messages together, and answers to different commands apart', () => {
    assert.ok(answer(['one', { kind: 'message', continues: true }], ['notice of a box', { continues: true }]) < 1)
    const here = answer(['* ID x', { label: '* ID' }], ['* ID NIL', { label: '* ID' }])
    const elsewhere = answer(['* ID x', { label: '* ID' }], ['* ID NIL', { label: '* ID', verb: 'LIST' }])
    assert.ok(here < elsewhere)
    assert.ok(answer(['+OK x'], ['-ERR no', { label: 'b', verb: 'LIST' }]) > 2)
  })
})
