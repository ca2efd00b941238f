import assert from 'node:assert/strict'
import { isIP } from 'node:net'
import fc from 'fast-check'
import { parseV4, parseV6, plainForms, rangeOfV4, rangeOfV6, writeGroups } from '../../src/redaction/address.ts'

const SEED = { seed: 20250101 }

const literal = fc.oneof(
  fc.ipV4(),
  fc.ipV6(),
  fc.string({ unit: fc.constantFrom(...'0123456789abcdefABCDEF:.'), maxLength: 46 }),
  fc
    .array(fc.constantFrom(':', '::', '0', 'ff', '1', '01', '.', '12345', '1.2.3.4'), { maxLength: 20 })
    .map(it => it.join('')),
)

describe('redaction/address', () => {
  it('takes for an address what Node takes for one, and nothing else', () => {
    const property = fc.property(literal, text => {
      assert.equal(parseV4(text) !== null, isIP(text) === 4, text)
      assert.equal(parseV6(text) !== null, isIP(text) === 6, text)
    })
    fc.assert(property, { ...SEED, numRuns: 5000 })
  })

  it('reads the same groups from every notation', () => {
    const groups = ['2001', 'db8', '0', '0', '0', '0', 'a', '1']
    for (const text of ['2001:db8::a:1', '2001:0DB8:0:0:0::A:0001', '2001:db8:0:0:0:0:a:1'])
      assert.deepEqual(parseV6(text)?.groups, groups, text)
    assert.deepEqual(parseV6('::ffff:192.0.2.1')?.tail, { at: 7, octets: ['192', '0', '2', '1'] })
  })

  it('writes other groups in the same notation', () => {
    const write = (text: string, groups: readonly string[]) => {
      const parsed = parseV6(text)
      assert.ok(parsed)
      return writeGroups(text, parsed, groups)
    }
    const other = ['3456', 'ab1', '0', '0', '0', '0', 'c', '9']
    assert.equal(write('2001:db8::a:1', other), '3456:ab1::c:9')
    assert.equal(write('2001:0db8:0:0::000a:1', other), '3456:0ab1:0:0::000c:9')
  })

  it('knows the ranges that addresses are judged by', () => {
    const fours: readonly (readonly [string, string])[] = [
      ['10.1.1.1', 'private-10'],
      ['172.16.0.1', 'private-172'],
      ['172.32.0.1', 'public'],
      ['192.168.0.1', 'private-192'],
      ['100.127.0.1', 'shared'],
      ['169.254.0.1', 'link-local'],
      ['127.9.9.9', 'spared'],
      ['0.0.0.0', 'spared'],
      ['255.255.255.0', 'spared'],
      ['224.0.0.1', 'spared'],
      ['8.8.8.8', 'public'],
    ]
    for (const [text, range] of fours) assert.equal(rangeOfV4(parseV4(text) ?? []), range, text)
    const sixes: readonly (readonly [string, string])[] = [
      ['::', 'spared'],
      ['::1', 'spared'],
      ['ff02::1', 'spared'],
      ['fe80::1', 'link-local'],
      ['fd00::1', 'unique-local'],
      ['::ffff:102:304', 'mapped'],
      ['::2', 'public'],
      ['2001:db8::', 'public'],
    ]
    for (const [text, range] of sixes) assert.equal(rangeOfV6(parseV6(text)?.groups ?? []), range, text)
  })

  it('has the IPv4 address at the end of an IPv6 one beside it, and no zone', () => {
    assert.deepEqual(plainForms('FE80::1%eth0'), ['fe80::1'])
    assert.deepEqual(plainForms('::ffff:192.0.2.1'), ['::ffff:192.0.2.1', '192.0.2.1'])
  })
})
