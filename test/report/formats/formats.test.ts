import assert from 'node:assert/strict'
import { formatNames, formats } from '../../../src/report/formats/formats.ts'
import { parseReport } from '../../../src/report/report.ts'
import { asa } from '../examples.ts'

describe('report/formats', () => {
  it('has a format for each name, each told by how it begins, each ended by one line feed', () => {
    const begins = {
      text: /^FAULTY: /,
      json: /^\{\n {2}"schema": "pathproof\/report\/1"/,
      markdown: /^\*\*FAULTY\*\*: /,
      junit: /^<\?xml version="1\.0" encoding="UTF-8"\?>\n<testsuites /,
      tap: /^TAP version 14\n/,
    }
    assert.deepEqual(formatNames, Object.keys(begins))
    for (const name of formatNames) {
      const text = formats[name](asa, { columns: 80, colour: false })
      assert.match(text, begins[name])
      assert.match(text, /[^\n]\n$/)
    }
  })

  it('gives the report itself as JSON', () => {
    assert.deepEqual(parseReport(formats.json(asa, { columns: 80, colour: false })), asa)
  })

  it('colours the text and no other', () => {
    for (const name of formatNames)
      assert.equal(formats[name](asa, { columns: 80, colour: true }).includes('\x1b'), name === 'text')
  })
})
