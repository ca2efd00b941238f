import assert from 'node:assert/strict'
import type { Mask } from '../../src/redaction/map.ts'
import { isBeginning, matcherOf } from '../../src/redaction/matcher.ts'

const map: readonly Mask[] = [
  { kind: 'name', value: 'corp.com', mask: 'qwer.tzu' },
  { kind: 'name', value: 'corp.com.de', mask: 'asdf.ghj.kl' },
  { kind: 'address', value: '192.0.2.1', mask: '201.7.5.3' },
  { kind: 'address', value: '2001:db8::a1', mask: '3210:ef0::b4' },
  { kind: 'name', value: '203-0-113-5.isp.com', mask: '417-2-998-1.yxc.vbn' },
]

/** All matches that begin somewhere in the text: what matched, and its mask. */
function matchesIn(text: string): readonly (readonly [string, string])[] {
  const match = matcherOf(map)
  return [...text].flatMap((_, at) => {
    const found = isBeginning(text, at) ? match(text, at) : null
    return found === null ? [] : [[text.slice(at, found.end), found.mask] as const]
  })
}

describe('redaction/matcher', () => {
  it('finds the longest value that begins and ends with a label', () => {
    assert.deepEqual(matchesIn('corp.com.de'), [['corp.com.de', 'asdf.ghj.kl']])
    assert.deepEqual(matchesIn('corp.com.der'), [['corp.com', 'qwer.tzu']])
    assert.deepEqual(matchesIn('mail.CORP.com'), [['CORP.com', 'qwer.tzu']])
    for (const text of [
      'mycorp.com',
      'corp.comx',
      'corp.co',
      '1192.0.2.1',
      '192.0.2.11',
      'x2001:db8::a1',
      '2001:db8::a1f',
    ])
      assert.deepEqual(matchesIn(text), [], text)
  })

  it('finds values beside colons, brackets, zones, hyphens and escaped bytes', () => {
    for (const text of [
      '<a@corp.com>',
      '250-corp.com',
      '\\r\\ncorp.com',
      '\\x0acorp.com',
      '\\u000acorp.com',
      '\xffcorp.com_',
      'my-corp.com',
    ])
      assert.deepEqual(matchesIn(text), [['corp.com', 'qwer.tzu']], text)
    for (const text of ['[IPv6:2001:db8::a1]:25', '2001:db8::a1%eth0', '2001:db8::a1/64'])
      assert.deepEqual(matchesIn(text), [['2001:db8::a1', '3210:ef0::b4']], text)
    assert.deepEqual(matchesIn('::ffff:192.0.2.1'), [['192.0.2.1', '201.7.5.3']])
  })

  it('finds an address of the map in every notation', () => {
    assert.deepEqual(matchesIn('2001:0DB8::00A1'), [['2001:0DB8::00A1', '3210:0ef0::00b4']])
    assert.deepEqual(matchesIn('[IPv6:2001:db8:0:0:0:0:0:a1]'), [['2001:db8:0:0:0:0:0:a1', '3210:ef0:0:0:0:0:0:b4']])
    assert.deepEqual(matchesIn('2001:db8:0::a1:25'), [['2001:db8:0::a1', '3210:ef0:0::b4']])
    assert.deepEqual(matchesIn('2001:db8:0:0:0:0:1:a1'), [])
  })

  it('takes no reply code for the beginning of a name', () => {
    const whole = [['203-0-113-5.isp.com', '417-2-998-1.yxc.vbn']]
    assert.deepEqual(matchesIn('from 203-0-113-5.isp.com'), whole)
    for (const text of ['203-0-113-5.isp.com', 'x\r\n203-0-113-5.isp.com', '\\n203-0-113-5.isp.com'])
      assert.deepEqual(matchesIn(text), [], text)
  })
})
