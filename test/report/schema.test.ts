/**
 * docs/report.schema.json is the JSON Schema for those who do not run TypeScript. `npm run schema` writes it anew.
 */
import assert from 'node:assert/strict'
import { readFileSync, writeFileSync } from 'node:fs'
import { jsonSchema } from '../../src/report/report.ts'

const file = new URL('../../docs/report.schema.json', import.meta.url)

describe('report/schema', () => {
  it('is what docs/report.schema.json says', () => {
    const text = `${JSON.stringify(jsonSchema(), null, 2)}\n`
    if (process.env.UPDATE_SCHEMA === '1') writeFileSync(file, text)
    assert.equal(readFileSync(file, 'utf8'), text)
  })
})
