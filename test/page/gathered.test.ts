import assert from 'node:assert/strict'
import { decisive, examplesOf, gatheredFindings, maxFull, namesByKey } from '../../src/page/gathered.ts'
import { finding } from '../report/examples.ts'
import { distinctFinding, evidence } from './samples.ts'

describe('page/gathered', () => {
  it('tells the gravest first, and the same of several rows once', () => {
    const notice = finding({ key: 'n', severity: 'notice', id: 'nat.present' })
    const gathered = gatheredFindings({ findings: [notice, finding({ key: 'a' }), finding({ key: 'b', family: 6 })] })
    assert.deepEqual(
      gathered.map(it => [it.name, it.shown.key, it.others.map(({ key }) => key)]),
      [
        ['f1', 'a', ['b']],
        ['f2', 'n', []],
      ],
    )
    assert.deepEqual(
      [...namesByKey(gathered)],
      [
        ['a', 'f1'],
        ['b', 'f1'],
        ['n', 'f2'],
      ],
    )
  })

  it('takes one example of each direction, and what else the first finding has', () => {
    const pieces = (name: string) => Array.from({ length: 7 }, (_, at) => ({ ...evidence, place: `${name}${at}` }))
    const [only] = gatheredFindings({
      findings: [
        finding({ key: 'a', evidence: pieces('in') }),
        finding({ key: 'b', family: 6, evidence: pieces('six') }),
        finding({ key: 'c', direction: 'outgoing', evidence: [] }),
        finding({ key: 'd', direction: 'outgoing', family: 6, evidence: pieces('out') }),
      ],
    })
    assert.ok(only !== undefined)
    const { first, more } = examplesOf(only)
    assert.deepEqual(
      first.map(it => [it.finding.key, it.piece.place]),
      [
        ['a', 'in0'],
        ['d', 'out0'],
      ],
    )
    assert.deepEqual(
      more.map(it => it.piece.place),
      ['in1', 'in2', 'in3', 'in4'],
    )
  })

  it('tells only so many in full', () => {
    const gathered = gatheredFindings({ findings: Array.from({ length: maxFull + 5 }, (_, at) => distinctFinding(at)) })
    assert.equal(gathered.filter(it => it.isFull).length, maxFull)
    assert.equal(gathered.at(-1)?.isFull, false)
  })

  it('takes warnings for what decides only where no fault does', () => {
    const warnings = gatheredFindings({ findings: [finding({ severity: 'warning' })] })
    assert.equal(decisive(warnings, 'faulty').length, 1)
    assert.equal(decisive(warnings, 'incomplete').length, 0)
    const both = gatheredFindings({ findings: [finding({ severity: 'warning', key: 'w' }), finding({ key: 'f' })] })
    assert.deepEqual(
      decisive(both, 'faulty').map(it => it.shown.key),
      ['f'],
    )
  })
})
