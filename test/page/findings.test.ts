import assert from 'node:assert/strict'
import { findingPieces } from '../../src/page/findings.ts'
import { gatheredFindings } from '../../src/page/gathered.ts'
import { markupOf } from '../../src/page/html.ts'
import { finding } from '../report/examples.ts'
import { distinctFinding } from './samples.ts'

function pageOf(findings: Parameters<typeof gatheredFindings>[0]['findings']): string {
  return [...findingPieces(gatheredFindings({ findings }), [], () => null)].map(markupOf).join('')
}

describe('page/findings', () => {
  it('says that those of several rows are told once', () => {
    assert.match(
      pageOf([finding(), finding({ key: 'b', family: 6 })]),
      /2 findings; those that say the same of several ports, directions or address families are told once, which makes 1 kind\./,
    )
  })

  it('says that nothing was found, and offers no filter then', () => {
    assert.match(pageOf([]), /Nothing was found/)
    assert.doesNotMatch(pageOf([]), /data-filter=/)
  })

  it('tells a hundred in full, others in a line, and counts the rest', () => {
    const page = pageOf(Array.from({ length: 10_103 }, (_, at) => distinctFinding(at)))
    assert.equal(page.match(/<article /g)?.length, 100)
    assert.equal(page.match(/<li id="f/g)?.length, 10_000)
    assert.match(page, /3 more findings are only in report\.json of the bundle/)
    assert.match(page, /the evidence of these 10,003 is in report\.json of the bundle/)
  })
})
