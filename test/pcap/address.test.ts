import assert from 'node:assert/strict'
import { isIP, SocketAddress } from 'node:net'
import fc from 'fast-check'
import { bytesOfLiteral } from '../../src/pcap/address.ts'

const hexOf = (literal: string, family: 4 | 6) => {
  const bytes = bytesOfLiteral(literal, family)
  return bytes === null ? null : Buffer.from(bytes).toString('hex')
}

describe('pcap/address', () => {
  it('reads IPv4, also as a dual-stack socket spells it', () => {
    assert.equal(hexOf('192.0.2.1', 4), 'c0000201')
    assert.equal(hexOf('::ffff:192.0.2.1', 4), 'c0000201')
  })

  it('reads every form of IPv6, and leaves out a zone', () => {
    assert.equal(hexOf('2001:db8::1', 6), '20010db8000000000000000000000001')
    assert.equal(hexOf('::', 6), '0'.repeat(32))
    assert.equal(hexOf('1:2:3:4:5:6:7:8', 6), '00010002000300040005000600070008')
    assert.equal(hexOf('FE80::a%eth0', 6), 'fe80000000000000000000000000000a')
    assert.equal(hexOf('::ffff:192.0.2.1', 6), '00000000000000000000ffffc0000201')
    assert.equal(hexOf('64:ff9b::192.0.2.1', 6), '0064ff9b0000000000000000c0000201')
  })

  it('refuses what is no address of the family', () => {
    for (const text of ['', '192.0.2', '192.0.2.256', '2001:db8::1', '1.2.3.4.5', ' 1.2.3.4'])
      assert.equal(hexOf(text, 4), null, text)
    const wrong = [
      '',
      '192.0.2.1',
      ':',
      ':::',
      '1::2::3',
      '1:2:3:4:5:6:7',
      '1:2:3:4:5:6:7:8:9',
      '12345::',
      '1.2.3.4::',
      '::1.2.3.400',
      'g::',
      '1::2:3:4:5:6:7:8',
    ]
    for (const text of wrong) assert.equal(hexOf(text, 6), null, text)
  })

  it('says the same as the system of any text', () => {
    const group = fc.constantFrom('0', '1', 'ffff', 'a0', '12345', '', ':', '1.2.3.4', 'x')
    const texts = fc.oneof(
      fc.ipV6(),
      fc.ipV4(),
      fc.array(group, { maxLength: 9 }).map(groups => groups.join(':')),
    )
    const property = fc.property(texts, text => {
      const expected = isIP(text) === 6 ? new SocketAddress({ address: text, family: 'ipv6' }).address : null
      const bytes = bytesOfLiteral(text, 6)
      const groups =
        bytes === null
          ? null
          : Array.from({ length: 8 }, (_, at) =>
              Buffer.from(bytes)
                .readUInt16BE(2 * at)
                .toString(16),
            )
      const read = groups === null ? null : new SocketAddress({ address: groups.join(':'), family: 'ipv6' }).address
      assert.equal(read, expected)
      assert.equal(
        bytesOfLiteral(text, 4) !== null,
        isIP(text) === 4 || (/^::ffff:[\d.]+$/i.test(text) && isIP(text) === 6),
      )
    })
    fc.assert(property, { seed: 20250101, numRuns: 500 })
  })
})
