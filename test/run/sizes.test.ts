import assert from 'node:assert/strict'
import * as fc from 'fast-check'
import type { Judged } from '../../src/explain/judge.ts'
import { boundsOf } from '../../src/explain/sizes.ts'
import { type RoundRef, roundOf } from '../../src/plan/plan.ts'
import { measures } from '../../src/plan/session.ts'
import { sizeRanges } from '../../src/probes/sized.ts'
import { findSizes, nextSizes, type Question, sizeQuestions } from '../../src/run/sizes.ts'
import { client, judgeAll, pair, server } from '../support/comparisons.ts'
import { pathWith, rows } from './path.ts'

const path = pathWith([rows.smtpIn])
const session = [...path.plan.sessions.values()].find(it => it.probe === 'smtp-ehlo')?.id ?? ''

function question(measure: Question['measure']): Question {
  return { row: rows.smtpIn, measure, session }
}

const whole = pair([server('220 a\r\n'), client('QUIT\r\n'), server('221 b\r\n')])
const reset = pair([server('220 a\r\n'), client('NOOP\r\n')], {
  events: [{ kind: 'reset', heardBy: ['dialer'], sentBy: null }],
})

/** A path that lets through what is no larger than that. */
async function search(limits: Readonly<Partial<Record<Question['measure'], number>>>) {
  const results: Judged[] = []
  let rounds = 0
  const questions = Object.keys(limits).map(measure => question(measure as Question['measure']))
  await findSizes(questions, async (refs: readonly RoundRef[]) => {
    rounds++
    for (const one of refs.flatMap(ref => roundOf(path.plan, path.seed, ref))) {
      const { variant } = one
      if (variant?.kind !== 'size') continue
      const passes = variant.value <= (limits[variant.measure] ?? 0)
      results.push({ session: one, comparison: passes ? whole : reset })
    }
    return results
  })
  return { results, rounds }
}

describe('run/sizes', () => {
  for (const measure of measures) {
    it(`finds any limit to the byte: ${measure}`, async () => {
      const { least, most } = sizeRanges[measure]
      await fc.assert(
        fc.asyncProperty(fc.integer({ min: least, max: most - 1 }), async limit => {
          const { results, rounds } = await search({ [measure]: limit })
          assert.deepEqual(boundsOf(results, measure), { passes: limit, fails: limit + 1, isContradicted: false })
          assert.ok(rounds <= 8, `${rounds} rounds`)
        }),
        { numRuns: 15 },
      )
    })
  }

  it('asks the two neighbours once more, so that a limit is never one packet that was lost', async () => {
    const { results } = await search({ 'command-line': 510 })
    for (const value of [510, 511]) {
      const its = results.filter(it => it.session.variant?.kind === 'size' && it.session.variant.value === value)
      assert.equal(new Set(its.map(it => it.session.id)).size, 2, `${value} was asked ${its.length} times`)
    }
  })

  it('finds several limits in the same rounds', async () => {
    const { results, rounds } = await search({ 'command-line': 510, sender: 320, recipients: 100 })
    assert.equal(boundsOf(results, 'command-line').passes, 510)
    assert.equal(boundsOf(results, 'sender').passes, 320)
    assert.equal(boundsOf(results, 'recipients').passes, 100)
    assert.ok(rounds <= 6)
  })

  it('gives up at once where no size decides', async () => {
    for (const limit of [0, 1_000_000]) {
      const { rounds, results } = await search({ 'header-line': limit })
      assert.equal(rounds, 1)
      assert.equal(results.length, 7)
    }
    assert.deepEqual(nextSizes('sender', { passes: 400, fails: 300, isContradicted: true }), [])
  })

  it('is asked only where a fault may be one of size, on the port of the fault', () => {
    const long = [...path.plan.sessions.values()].find(it => it.probe === 'smtp-command-lines')
    assert.ok(long)
    const fault = judgeAll([{ session: long, comparison: reset }]).findings
    assert.deepEqual(sizeQuestions(path.plan, fault, [long]), [question('command-line')])
    const masked = pair([server('220 a\r\n', '2## #\r\n')])
    const other = judgeAll([{ session: long, comparison: masked }]).findings
    assert.ok(other.length > 0)
    assert.deepEqual(sizeQuestions(path.plan, other, [long]), [])
  })
})
