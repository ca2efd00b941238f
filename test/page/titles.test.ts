import assert from 'node:assert/strict'
import { findingIds } from '../../src/explain/finding.ts'
import { titleOf } from '../../src/page/titles.ts'
import type { ReportFinding } from '../../src/report/report.ts'

describe('page/titles', () => {
  it('has a name of one line for every kind of finding, and no two are the same', () => {
    const titles = (Object.keys(findingIds) as ReportFinding['id'][]).map(titleOf)
    assert.equal(new Set(titles).size, titles.length)
    for (const title of titles) assert.match(title, /^[A-Z][^\n]{3,110}[^.]$/)
  })
})
