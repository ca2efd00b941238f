/** A path that cuts every stream into tiny pieces changes nothing, and nothing may be found, however it cuts. */
import assert from 'node:assert/strict'
import { runThrough } from '../support/world.ts'

const seeds = [1, 2, 3, 4, 5]

describe('story: a clean path in tiny pieces', () => {
  for (const seed of seeds) {
    it(`finds nothing, run ${seed} of ${seeds.length}`, async () => {
      const { report, results } = await runThrough({ device: 'chop', seed })
      assert.deepEqual([report.verdict, report.findings, report.untested], ['intact', [], []])
      assert.ok(results.every(it => it.session.attempt === 1))
    })
  }
})
