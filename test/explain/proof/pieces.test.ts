import assert from 'node:assert/strict'
import { cutsIn } from '../../../src/explain/proof/pieces.ts'
import { client, inTls, pair, readingOf, server } from '../../support/comparisons.ts'

const stream = { flow: 'dialer-to-answerer', layer: 'wire' } as const

describe('explain/proof/pieces', () => {
  const words = [
    server('220 a\r\n'),
    client('EH'),
    client('LO x\r\n'),
    server('250 a\r\n'),
    client('Q'),
    client('UIT\r\n'),
  ]
  const reading = readingOf([], { comparison: pair(words) })

  it('finds where the sender began another piece, from the beginning of the stretch', () => {
    assert.deepEqual(cutsIn(reading, stream, { from: 0, to: 8 }), [2])
    assert.deepEqual(cutsIn(reading, stream, { from: 8, to: 14 }), [1])
    assert.deepEqual(cutsIn(reading, stream, { from: 0, to: 14 }), [2, 8, 9])
  })

  it('counts no cut at the ends of a stretch', () => {
    assert.deepEqual(cutsIn(reading, stream, { from: 2, to: 8 }), [])
    assert.deepEqual(cutsIn(reading, stream, { from: 8, to: 9 }), [])
  })

  it('looks at the flow and the layer that are asked for alone', () => {
    const both = [server('220 a\r\n'), client('STARTTLS\r\n'), inTls(client('EH')), inTls(client('LO x\r\n'))]
    const inside = readingOf([], { comparison: pair(both) })
    assert.deepEqual(cutsIn(inside, { ...stream, layer: 'tls' }, { from: 0, to: 8 }), [2])
    assert.deepEqual(cutsIn(inside, stream, { from: 0, to: 10 }), [])
    assert.deepEqual(cutsIn(inside, { flow: 'answerer-to-dialer', layer: 'wire' }, { from: 0, to: 7 }), [])
  })
})
