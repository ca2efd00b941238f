import assert from 'node:assert/strict'
import type { Session } from '../../src/plan/session.ts'
import { comparer } from '../../src/run/comparer.ts'
import { isIntact } from '../../src/run/results.ts'
import { cleanTapes, pathWith, refusedTape, rows } from './path.ts'

describe('run/comparer', () => {
  it('compares again only when there is something new', () => {
    let reason: string | null = null
    const path = pathWith([rows.echoIn], { broken: () => reason })
    const played: Session[] = []
    const compare = comparer(() => played)
    const empty = compare(path)
    assert.deepEqual(empty.results, [])
    assert.equal(compare(path), empty)

    played.push(...path.plan.sessions.values())
    path.tapes.push(...played.flatMap(refusedTape))
    const refused = compare(path)
    assert.deepEqual(
      refused.results.map(({ comparison }) => comparison.kind === 'lone' && comparison.farEnd),
      ['listening'],
    )
    assert.equal(compare(path), refused)

    // What is known of the far end changes what a lone tape means.
    const farEnds = () => compare(path).results.map(({ comparison }) => comparison.kind === 'lone' && comparison.farEnd)
    reason = 'the control channel ended'
    assert.deepEqual(farEnds(), ['unknown'])
    path.unarmed.set('incoming:4:tcp:10045', 'in use on the server')
    assert.deepEqual(farEnds(), ['not-listening'])
  })

  it('keeps the paths apart', () => {
    const paths = [rows.echoIn, rows.echoOut].map(row => pathWith([row]))
    for (const path of paths) path.tapes.push(...[...path.plan.sessions.values()].flatMap(cleanTapes))
    const compare = comparer(path => [...path.plan.sessions.values()])
    for (const path of paths) {
      const { results } = compare(path)
      assert.deepEqual(
        results.map(it => it.session.id),
        [...path.plan.sessions.keys()],
      )
      assert.ok(results.every(isIntact))
    }
  })
})
