import assert from 'node:assert/strict'
import fc from 'fast-check'
import { expectedWords, templateOf } from '../../src/beside/mask.ts'
import { type Caller, tokensOf } from '../../src/beside/tokens.ts'
import { bytesOf, textOf } from '../../src/bytes.ts'

const local: Caller = { ehloName: 'n1.client.example', addresses: ['192.0.2.2'] }
const second: Caller = { ...local, ehloName: 'n2.client.example' }
const outside: Caller = { ehloName: 'n3.client.example', addresses: ['198.51.100.7', '10.0.0.5'] }

/** What should have been heard outside, from what two local dials heard. */
function expected(first: string, other: string | null, heard: string): string | null {
  const spoken = (text: string, caller: Caller) => ({ bytes: bytesOf(text), caller })
  const template = templateOf(spoken(first, local), other === null ? null : spoken(other, second))
  return template === null ? null : textOf(expectedWords(template, spoken(heard, outside)))
}

describe('beside/tokens', () => {
  it('loses no byte of any text', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), bytes => {
        const text = textOf(bytes)
        assert.equal(
          tokensOf(text, outside)
            .map(token => token.text)
            .join(''),
          text,
        )
      }),
      { numRuns: 200 },
    )
  })

  const kinds: readonly (readonly [string, string])[] = [
    ['Mon, 24 Nov 2025 07:44:01 +0000 (UTC)', 'date'],
    ['Mon, 24 Nov 2025 07:44:01 GMT', 'date'],
    ['Mon Nov 24 07:44:01 2025', 'date'],
    ['2025-11-24T07:44:01Z', 'date'],
    ['N3.client.example', 'name'],
    ['10.0.0.5', 'address'],
    ['10.0.0.6', 'literal'],
    ['2001:db8::1', 'literal'],
    ['10.0.0.55', 'literal'],
    ['xn3.client.example', 'word'],
    ['n3.client.example.org', 'word'],
    ['07:44', 'word'],
  ]
  for (const [text, kind] of kinds)
    it(`takes ${text} for ${kind}`, () => {
      assert.deepEqual(
        tokensOf(text, outside).map(token => token.kind),
        [kind],
      )
    })
})

describe('beside/mask', () => {
  const same: readonly (readonly [string, string, string, string])[] = [
    [
      'times, also when they did not change between the local dials',
      '220 mx ESMTP Exim 4.96 Mon, 24 Nov 2025 07:44:01 +0000\r\n',
      '220 mx ESMTP Exim 4.96 Mon, 24 Nov 2025 07:44:01 +0000\r\n',
      '220 mx ESMTP Exim 4.96 Tue, 25 Nov 2025 00:00:02 +0000\r\n',
    ],
    ['ids', '220 mx ESMTP a64-1ac - gsmtp\r\n', '220 mx ESMTP b77-9 - gsmtp\r\n', '220 mx ESMTP zz - gsmtp\r\n'],
    [
      'the name and address of the caller',
      '250-mx Hello n1.client.example [192.0.2.2]\r\n250 SIZE\r\n',
      '250-mx Hello n2.client.example [192.0.2.2]\r\n250 SIZE\r\n',
      '250-mx Hello n3.client.example [198.51.100.7]\r\n250 SIZE\r\n',
    ],
    [
      'the name that the server finds for an address, and an address behind NAT',
      '250 mx Hello mx.example [192.0.2.2], pleased\r\n',
      '250 mx Hello mx.example [192.0.2.2], pleased\r\n',
      '250 mx Hello cpe-7.isp.example [203.0.113.9], pleased\r\n',
    ],
    [
      'HTTP headers',
      'HTTP/1.1 200 OK\r\nDate: Mon, 24 Nov 2025 07:44:01 GMT\r\nSet-Cookie: id=ab1; path=/\r\n\r\n',
      'HTTP/1.1 200 OK\r\nDate: Mon, 24 Nov 2025 07:44:02 GMT\r\nSet-Cookie: id=cd2; path=/\r\n\r\n',
      'HTTP/1.1 200 OK\r\nDate: Mon, 24 Nov 2025 07:44:05 GMT\r\nSet-Cookie: id=zz9; path=/\r\n\r\n',
    ],
  ]
  for (const [name, first, other, heard] of same)
    it(`masks ${name}`, () => {
      assert.equal(expected(first, other, heard), heard)
    })

  const different: readonly (readonly [string, string, string, string, string])[] = [
    [
      'a capability that is missing',
      '250-mx id1\r\n250-STARTTLS\r\n250 SIZE\r\n',
      '250-mx id2\r\n250-STARTTLS\r\n250 SIZE\r\n',
      '250-mx id3\r\n250 SIZE\r\n',
      '250-mx id3\r\n250-STARTTLS\r\n250 SIZE\r\n',
    ],
    [
      'a greeting of asterisks, and keeps its own words there',
      '220 mx ESMTP id1\r\n',
      '220 mx ESMTP id2\r\n',
      '220 ****************\r\n',
      '220 mx ESMTP id1\r\n',
    ],
    ['another code', '220 mx id1\r\n', '220 mx id2\r\n', '554 mx id3\r\n', '220 mx id3\r\n'],
    [
      'a masked verb',
      '250-mx\r\n250 STARTTLS\r\n',
      '250-mx\r\n250 STARTTLS\r\n',
      '250-mx\r\n250 XXXXXXXA\r\n',
      '250-mx\r\n250 STARTTLS\r\n',
    ],
  ]
  for (const [name, first, other, heard, should] of different)
    it(`does not mask ${name}`, () => {
      assert.equal(expected(first, other, heard), should)
    })

  it('takes nothing for known when the two local dials heard different conversations', () => {
    assert.equal(expected('220 mx ESMTP\r\n250 ok\r\n', '421 too many\r\n', '220 mx ESMTP\r\n'), null)
    assert.equal(expected('220 mx ready\r\n', '421 mx ready\r\n', '220 mx ready\r\n'), null)
  })

  it('gives what was heard, or at least as many lines as the server said, for any words', () => {
    const text = fc.array(fc.constantFrom('220', ' ', 'a', '[', ']', '\r\n', '192.0.2.2', 'x1'), { maxLength: 30 })
    fc.assert(
      fc.property(text, text, (said, heard) => {
        const first = said.join('')
        const should = expected(first, first, heard.join('')) ?? assert.fail()
        assert.equal(should.split('\n').length, first.split('\n').length)
      }),
      { numRuns: 100 },
    )
  })
})
