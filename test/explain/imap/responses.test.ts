import assert from 'node:assert/strict'
import fc from 'fast-check'
import { bytesOf } from '../../../src/bytes.ts'
import { isTagged, responsesOf } from '../../../src/explain/imap/responses.ts'

/** `tag word: kind length, ...` of each. */
function shape(flow: string): readonly string[] {
  return responsesOf(bytesOf(flow)).map(
    ({ tag, word, parts }) => `${tag} ${word}: ${parts.map(({ kind, from, to }) => `${kind} ${to - from}`).join(', ')}`,
  )
}

describe('explain/imap/responses', () => {
  it('tells what a response is, and what stands in it', () => {
    assert.deepEqual(shape('* CAPABILITY IMAP4rev1\r\n* 3 EXISTS\r\n+ go\r\na1 ok done\r\n'), [
      '* CAPABILITY: capability 24',
      '* EXISTS: reply 12',
      '+ GO: reply 6',
      'a1 OK: reply 12',
    ])
    assert.deepEqual(shape('a OK [CAPABILITY IMAP4rev1] in\r\n* OK [UIDNEXT 3]\r\n'), [
      'a OK: capability 32',
      '* OK: reply 18',
    ])
  })

  it('keeps a literal with its response, and knows which ones are messages', () => {
    assert.deepEqual(shape('* 1 FETCH (BODY[] {5}\r\na\r\nb\n UID 3)\r\na OK\r\n'), [
      '* FETCH: reply 23, message 5, reply 9',
      'a OK: reply 6',
    ])
    assert.deepEqual(shape('* LIST () "/" {3}\r\na\r\n\r\n'), ['* LIST: reply 19, reply 3, reply 2'])
    for (const section of ['BODY[TEXT]<0>', 'RFC822', 'RFC822.HEADER', 'BINARY[1.2]'])
      assert.match(shape(`* 2 FETCH (${section} {1}\r\nx)\r\n`)[0] ?? '', /message 1/, section)
    assert.match(shape('* 2 FETCH (BINARY[1] ~{1}\r\nx)\r\n')[0] ?? '', /message 1/)
  })

  it('ends with its flow whatever was announced', () => {
    assert.deepEqual(shape('* 1 FETCH (BODY[] {900}\r\nabc'), ['* FETCH: reply 25, message 3'])
    assert.deepEqual(shape('* 1 FETCH (BODY[] {0}\r\n)\r\n'), ['* FETCH: reply 23, reply 3'])
    assert.deepEqual(shape(''), [])
  })

  it('ends a command by its tag alone', () => {
    const [untagged, more, tagged] = responsesOf(bytesOf('* OK\r\n+ OK\r\nx OK\r\n'))
    assert.ok(untagged && more && tagged)
    assert.deepEqual([untagged, more, tagged].map(isTagged), [false, false, true])
  })

  it('takes any bytes and loses none', () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary-ascii' }),
      fc.constantFrom('{3}\r\n', '* ', 'BODY[] ', '\r\n', '+ '),
    )
    fc.assert(
      fc.property(fc.array(text), texts => {
        const flow = texts.join('')
        const parts = responsesOf(bytesOf(flow)).flatMap(it => it.parts)
        assert.equal(parts.map(({ from, to }) => flow.slice(from, to)).join(''), flow)
        assert.ok(parts.every(({ from, to }) => from < to))
      }),
    )
  })
})
