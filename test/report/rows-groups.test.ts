import assert from 'node:assert/strict'
import { commonReason, rowGroups } from '../../src/report/rows-groups.ts'
import { finding, row } from './examples.ts'
import { dropped, hosterRows, troubled } from './hoster.ts'

describe('report/rows-groups', () => {
  it('gathers 190 clean rows into six groups, and loses none', () => {
    const groups = rowGroups(troubled([4, 6], () => null))
    assert.equal(groups.length, 6)
    assert.equal(
      groups.reduce((sum, { place }) => sum + place.items.length, 0),
      190,
    )
    assert.equal(hosterRows(4).length, 95)
  })

  it('puts what failed before what nobody knows, and that before what is intact', () => {
    const ports = [
      row(),
      row({ port: 1, verdict: 'untested' }),
      row({ port: 2, verdict: 'lost' }),
      row({ port: 3, verdict: 'intercepted', findings: ['f'] }),
      row({ port: 4, verdict: 'lost-out', findings: ['f'] }),
    ]
    const groups = rowGroups({ ports, findings: [finding({ key: 'f' })], untested: [] })
    assert.deepEqual(
      groups.map(({ state, word }) => `${state.sign} ${word}`),
      ['x LOST-OUT', 'x INTERCEPTED', '! LOST', '? UNTESTED', '+ INTACT'],
    )
  })

  it('counts findings that say the same once', () => {
    const [first, ...others] = rowGroups(troubled([4, 6], it => (it.transport === 'udp' ? dropped(it) : null)))
    assert.equal(first?.tail, '1 finding')
    assert.equal(first?.place.items.length, 12)
    assert.equal(others.length, 5)
  })

  it('takes what stands behind a semicolon for the part of a reason that each row has for itself', () => {
    const reasons = ['control was cut; until then 1 of 2', 'control was cut; until then 2 of 2']
    const ports = reasons.map((reason, at) => row({ port: at + 1, verdict: 'untested', reason }))
    const groups = rowGroups({ ports, findings: [], untested: [] })
    assert.deepEqual(
      groups.map(({ reason }) => reason),
      ['control was cut; more, row by row, in the JSON report'],
    )
    assert.equal(commonReason(['a; b', 'a; b']), 'a; b')
    assert.equal(commonReason([]), '')
  })
})
