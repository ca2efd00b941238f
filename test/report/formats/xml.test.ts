import assert from 'node:assert/strict'
import fc from 'fast-check'
import { attributes, element, xmlHead, xmlText } from '../../../src/report/formats/xml.ts'
import { parseXml } from './xml-check.ts'

describe('report/formats/xml', () => {
  it('escapes markup, and shows what XML forbids', () => {
    assert.equal(xmlText('<a b="c">&\'\u0000\ufffe\n]]>'), '&lt;a b=&quot;c&quot;&gt;&amp;&apos;\\x00\\u{fffe}\n]]&gt;')
    assert.equal(attributes({ a: 'x\ny"', b: 2 }), ' a="x y&quot;" b="2"')
  })

  it('writes elements of text, of elements and of nothing', () => {
    assert.equal(element('a', {}, []), '<a/>')
    assert.equal(element('a', { b: 1 }, ''), '<a b="1"/>')
    assert.equal(element('a', {}, 'x<'), '<a>x&lt;</a>')
    assert.equal(element('a', {}, ['<b/>', '<c/>']), '<a>\n<b/>\n<c/>\n</a>')
  })

  it('is well-formed whatever is put into it, and keeps printable text', () => {
    const anything = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.string({ unit: fc.constantFrom('<', '>', '&', '"', ']', '\r') }),
    )
    fc.assert(
      fc.property(anything, fc.string({ unit: 'grapheme-ascii' }), (any, ascii) => {
        const root = parseXml(
          `${xmlHead}\n${element('r', { any, ascii }, [element('t', {}, any), element('u', {}, ascii)])}\n`,
        )
        assert.equal(root.attributes.ascii, ascii)
        assert.equal(root.children.find(it => it.name === 'u')?.text, ascii)
      }),
    )
  })
})

describe('report/formats/xml-check', () => {
  it('refuses what is not well-formed', () => {
    const bad = [
      '<a>',
      '<a></b>',
      '<a/><b/>',
      '<a>&x;</a>',
      '<a>&</a>',
      '<a b="<"/>',
      '<a b="1" b="2"/>',
      '<a>\u0001</a>',
      '<a>]]></a>',
      'x<a/>',
    ]
    for (const text of bad) assert.throws(() => parseXml(`${xmlHead}\n${text}`), { code: 'ERR_ASSERTION' }, text)
  })
})
