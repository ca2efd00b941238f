import assert from 'node:assert/strict'
import { bytesOf, textOf } from '../../../src/bytes.ts'
import { linesOf } from '../../../src/explain/smtp/dialog.ts'
import {
  heardOf,
  isAdded,
  isEqualTrace,
  isInPlace,
  isRemoved,
  sentOf,
  tracesOf,
} from '../../../src/explain/smtp/traces.ts'

const [sent, heard] = [bytesOf('a\nb\nc\n'), bytesOf('a\nX\nd\nc\n')]
const lane = { flow: 'dialer-to-answerer', layer: 'wire', sent, heard } as const
const cost = (a: Uint8Array, b: Uint8Array) => (textOf(a) === 'b\n' && textOf(b) === 'X\n' ? 0.5 : 3)
const traces = tracesOf({ lane, sent: linesOf(sent), heard: linesOf(heard), cost }, { sent: 0, heard: 0 })

describe('explain/smtp/traces', () => {
  it('has what was heard in the place of each line', () => {
    assert.deepEqual(
      traces.map(trace => `${textOf(sentOf(trace))}|${textOf(heardOf(trace))}`.replaceAll('\n', '')),
      ['a|a', 'b|X', '|d', 'c|c'],
    )
  })

  it('knows what kind of change each is', () => {
    assert.deepEqual(traces.map(isEqualTrace), [true, false, false, true])
    assert.deepEqual(traces.map(isInPlace), [true, true, false, true])
    assert.deepEqual(traces.map(isAdded), [false, false, true, false])
    assert.deepEqual(traces.map(isRemoved), [false, false, false, false])
  })

  it('says where a missing line would stand', () => {
    assert.deepEqual(traces[2]?.sent, { from: 4, to: 4 })
    const [gone] = tracesOf({ lane, sent: linesOf(sent).slice(0, 1), heard: [], cost }, { sent: 0, heard: 3 })
    assert.deepEqual(gone?.heard, { from: 3, to: 3 })
    assert.equal(gone !== undefined && isRemoved(gone), true)
  })
})
