import assert from 'node:assert/strict'
import {
  agrees,
  allAgree,
  byQuestion,
  isLasting,
  type Observation,
  type Reading,
} from '../../src/explain/observation.ts'
import { judged, pair } from '../support/comparisons.ts'

function reading(rest: Partial<Reading> = {}, part = 0): Reading {
  const base = { observations: [], stalls: [], passages: [], issuer: null, open: null }
  return { ...judged(pair([]), { part }), ...base, ...rest }
}

function observed(id: Observation['id']): Partial<Reading> {
  return { observations: [{ id, flow: null, notes: [], traces: [] }] }
}

describe('explain/observation', () => {
  it('agrees only when there is nothing to say', () => {
    assert.equal(agrees(reading()), true)
    assert.equal(agrees(reading({ open: 'x' })), false)
    assert.equal(agrees(reading(observed('tcp.reset'))), false)
    assert.equal(agrees(reading(observed('path.protocol-enforced'))), true)
    assert.equal(agrees(reading({ stalls: [{ flow: 'dialer-to-answerer', sentAt: 0, traces: [] }] })), false)
  })

  it('asks for an answer to every question, and for no difference anywhere', () => {
    assert.equal(allAgree([]), false)
    assert.equal(allAgree([reading(), reading({}, 1)]), true)
    assert.equal(allAgree([reading({ open: 'x' }), reading()]), true)
    assert.equal(allAgree([reading({ open: 'x' }), reading({}, 1)]), false)
    assert.equal(allAgree([reading(observed('tcp.lost')), reading()]), true)
    assert.equal(allAgree([reading(observed('smtp.greeting.masked')), reading()]), false)
  })

  it('keeps questions apart by probe and part', () => {
    assert.deepEqual(
      byQuestion([reading(), reading({}, 1), reading()]).map(({ length }) => length),
      [2, 1],
    )
  })

  it('lets pass what any network does now and then', () => {
    const ids = [
      'tcp.reset',
      'tcp.stalled',
      'tcp.lost',
      'tcp.refused',
      'tcp.cut',
      'tls.failed',
      'smtp.reply.added',
    ] as const
    assert.deepEqual(
      ids.filter(id => isLasting({ id })),
      ['tcp.cut', 'tls.failed', 'smtp.reply.added'],
    )
  })
})
