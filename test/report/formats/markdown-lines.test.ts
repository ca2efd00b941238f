import assert from 'node:assert/strict'
import { bounded, paragraphs, remedyLines } from '../../../src/report/formats/markdown-lines.ts'

describe('report/formats/markdown-lines', () => {
  it('parts sections by an empty line and leaves out empty ones', () => {
    assert.deepEqual(paragraphs([['a', 'b'], [], ['c']]), ['a', 'b', '', 'c'])
    assert.deepEqual(paragraphs([[], ['c']]), ['c'])
  })

  it('says how many entries were left out, in the form of the others', () => {
    assert.deepEqual(bounded(['- a', '- b'], 2, 'note'), ['- a', '- b'])
    assert.deepEqual(bounded(['- a', '- b', '- c'], 1, 'note'), ['- a', '- ... 2 more notes in the JSON report'])
    assert.deepEqual(bounded(['| a |', '| b |'], 1, 'row'), ['| a |', '|  | ... 1 more row in the JSON report |'])
    assert.deepEqual(bounded(['a', 'b'], 1, 'item'), ['a', '... 1 more item in the JSON report'])
  })

  it('shows a configuration as a block that keeps its indents and lets nothing through', () => {
    assert.deepEqual(remedyLines('Switch it *off*:\n  policy-map\n    no \u001b```', { first: '- ', rest: '  ' }), [
      '- Switch it `*off*`:',
      '',
      '  ````text',
      '    policy-map',
      '      no \\x1b```',
      '  ````',
    ])
    assert.deepEqual(remedyLines('Use `x`.', { first: '- ', rest: '  ' }), ['- Use `x`.'])
  })
})
