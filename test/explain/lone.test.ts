import assert from 'node:assert/strict'
import type { LoneComparison } from '../../src/diff/comparison.ts'
import { readLone } from '../../src/explain/lone.ts'
import type { EndingKind } from '../../src/tape/tape.ts'
import { lone } from '../support/comparisons.ts'

describe('explain/lone', () => {
  const cases: readonly (readonly [
    ending: EndingKind,
    farEnd: LoneComparison['farEnd'],
    unarmed: string | null,
    read: string,
  ])[] = [
    ['closed', 'listening', null, 'tcp.intercepted'],
    ['left', 'listening', null, 'tcp.intercepted'],
    ['reset-heard', 'listening', null, 'tcp.intercepted'],
    ['idle', 'listening', null, 'tcp.intercepted'],
    ['refused', 'listening', null, 'tcp.refused'],
    ['connect-timeout', 'listening', null, 'tcp.lost'],
    ['unreachable', 'listening', null, 'tcp.lost'],
    ['closed', 'not-listening', null, 'tcp.intercepted'],
    ['closed', 'not-listening', 'needs root on the server', 'tcp.intercepted'],
    ['closed', 'not-listening', 'in use on the server', 'in use on the server'],
    ['refused', 'not-listening', null, 'tcp.refused-by-host'],
    ['refused', 'not-listening', 'needs root on the server', 'needs root on the server'],
    ['connect-timeout', 'not-listening', null, 'nothing could listen at the far end, and nothing came back'],
    ['connect-timeout', 'not-listening', 'needs root on the server', 'needs root on the server'],
    ['closed', 'unknown', null, "the far end's tapes did not arrive"],
    ['refused', 'unknown', null, "the far end's tapes did not arrive"],
    ['aborted', 'listening', null, 'the run was broken off'],
    ['no-connection', 'listening', null, 'the connection was never tried'],
  ]
  for (const [kind, farEnd, unarmed, read] of cases)
    it(`${kind}, ${farEnd}${unarmed === null ? '' : ` (${unarmed})`}: ${read}`, () => {
      const { observation, open } = readLone(lone({ kind }, farEnd), unarmed)
      assert.equal(observation?.id ?? open, read)
      assert.equal(observation === null, open !== null)
    })

  it('says what answered, and what the network said', () => {
    const notes = (its: LoneComparison) => readLone(its, null).observation?.notes
    assert.deepEqual(notes(lone({}, 'listening', '220 hotspot\r\n250 x\r\n')), [
      'the far end listened and never saw the connection',
      'what answered said "220 hotspot"',
    ])
    assert.deepEqual(notes(lone({}, 'not-listening', 'raw')), [
      'nothing listened at the far end',
      'what answered said "raw"',
    ])
    assert.deepEqual(notes(lone({ kind: 'unreachable', code: 'EHOSTUNREACH' }, 'listening')), [
      'the far end listened and saw nothing; the network said EHOSTUNREACH',
    ])
    assert.deepEqual(notes(lone({ kind: 'unreachable', code: 'ENETUNREACH' }, 'listening')), [
      'the network said ENETUNREACH',
    ])
    assert.deepEqual(notes(lone({ kind: 'connect-timeout' }, 'listening')), ['no answer came'])
  })
})
