import assert from 'node:assert/strict'
import { bytesOf } from '../../src/bytes.ts'
import { caseChange, describeChange } from '../../src/explain/describe.ts'

describe('explain/describe', () => {
  const cases: readonly (readonly [sent: string, heard: string, said: string])[] = [
    ['MAIL From:<a@b>', 'MAIL FROM:<A@B>', 'letters a-z were upper-cased'],
    ['MAIL From:<a@b>', 'mail from:<a@b>', 'letters A-Z were lower-cased'],
    ['Mail', 'mAil', 'the case of letters was changed'],
    ['220 abc', '220 ***', 'bytes were overwritten with "*"'],
    ['220 abc', '220 abb', 'one bit was flipped in one byte'],
    ['220 ab', '220 cc', 'bytes were overwritten with "c"'],
    ['abcd', 'abbe', 'one bit was flipped in 2 bytes'],
    ['SIZE 10', 'SIZE 99', 'bytes were overwritten with "9"'],
    ['SIZE 10', 'SIZE 97', '"SIZE 10" came as "SIZE 97"'],
    ['SIZE 1000\r\n', 'SIZE 5\r\n', '"SIZE 1000" came as "SIZE 5"'],
    ['', 'new', '"new" was added'],
    ['old', '', '"old" was removed'],
  ]
  for (const [sent, heard, said] of cases)
    it(`${JSON.stringify(sent)} -> ${JSON.stringify(heard)}: ${said}`, () => {
      assert.equal(describeChange(bytesOf(sent), bytesOf(heard)), said)
    })

  it('quotes what is too long to look at', () => {
    const sent = new Uint8Array(70_000).fill(0x61)
    assert.match(describeChange(sent, sent.slice().fill(0x41)), /^"a+\.\.\." came as "A+\.\.\."$/)
  })

  it('sees no change of case where nothing or more was changed', () => {
    assert.equal(caseChange(bytesOf('a'), bytesOf('a')), null)
    assert.equal(caseChange(bytesOf('ab'), bytesOf('Ac')), null)
    assert.equal(caseChange(bytesOf('ab'), bytesOf('A')), null)
  })
})
