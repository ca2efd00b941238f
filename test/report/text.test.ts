import assert from 'node:assert/strict'
import fc from 'fast-check'
import { escapeText, glue, plural, wrap, wrapParagraphs, wrapParts } from '../../src/report/text.ts'

const anyText = fc.string({ unit: 'binary', maxLength: 300 })
const indent = { first: '- ', rest: '  ' }

describe('report/text', () => {
  it('escapes what could act on a terminal or is not one column wide', () => {
    assert.equal(escapeText('a\x1b[2J\r\n\t\x7f\x9b\u202e\u{1f4a9}'), 'a\\x1b[2J\\r\\n\\t\\x7f\\x9b\\u{202e}\\u{1f4a9}')
  })

  it('leaves written English and Latin names as they are', () => {
    assert.equal(escapeText('the far end’s “host” – Zürich … → ok'), 'the far end’s “host” – Zürich … → ok')
  })

  it('fills lines to the width and indents those that follow', () => {
    assert.deepEqual(wrap('one two three four', 9, indent), ['- one two', '  three', '  four'])
  })

  it('breaks a word that is wider than a line', () => {
    assert.deepEqual(wrap('a abcdefgh', 6, indent), ['- a', '  abcd', '  efgh'])
  })

  it('keeps glued words on one line', () => {
    assert.deepEqual(wrap(`a b 25${glue}smtp`, 7), ['a b', '25 smtp'])
    assert.deepEqual(wrap(`25${glue}\x1b`, 20), ['25 \\x1b'])
  })

  it('gives one line for no words', () => {
    assert.deepEqual(wrap('', 20, indent), ['-'])
  })

  it('keeps the indent of lines that belong to a configuration', () => {
    assert.deepEqual(wrapParagraphs('say:\n  class x\n    no inspect', 30, indent), [
      '- say:',
      '    class x',
      '      no inspect',
    ])
  })

  it('keeps a part whole where it can', () => {
    assert.deepEqual(wrapParts(['x FAULT  id', 'incoming 25', 'seen 1'], 20, '  '), [
      'x FAULT  id',
      '  incoming 25',
      '  seen 1',
    ])
  })

  it('counts in words', () => {
    assert.deepEqual(
      [0, 1, 2].map(count => plural(count, 'byte')),
      ['0 bytes', '1 byte', '2 bytes'],
    )
  })

  it('is never wider than the width, and never lets a control character out', () => {
    fc.assert(
      fc.property(anyText, fc.integer({ min: 12, max: 90 }), (text, width) => {
        const lines = [
          ...wrap(text, width, indent),
          ...wrapParagraphs(text, width, indent),
          ...wrapParts([text, text], width, '  '),
        ]
        for (const line of lines) {
          assert.ok([...line].length <= width)
          assert.doesNotMatch(line, /\p{C}/u)
        }
      }),
    )
  })

  it('loses no word', () => {
    fc.assert(
      fc.property(fc.array(fc.stringMatching(/^[a-z]{1,9}$/)), fc.integer({ min: 12, max: 40 }), (words, width) => {
        assert.deepEqual(wrap(words.join(' '), width).join(' ').split(' ').filter(Boolean), words)
      }),
    )
  })
})
