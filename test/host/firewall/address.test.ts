/** Addresses and networks as numbers. */
import assert from 'node:assert/strict'
import { addressNumber, networkRange, rangeOfText } from '../../../src/host/firewall/address.ts'

describe('addresses as numbers', () => {
  for (const [text, number] of [
    ['0.0.0.0', 0n],
    ['192.0.2.7', 0xc0000207n],
    ['255.255.255.255', 0xffffffffn],
    ['::', 0n],
    ['::1', 1n],
    ['2001:db8::7', (0x20010db8n << 96n) + 7n],
    ['1:2:3:4:5:6:7:8', 0x00010002000300040005000600070008n],
    ['::ffff:192.0.2.7', 0xffffc0000207n],
    ['fe80::1%eth0', (0xfe80n << 112n) + 1n],
    ['1.2.3', null],
    ['1.2.3.256', null],
    ['1:2:3', null],
    ['1::2::3', null],
    ['1:2:3:4:5:6:7::8', null],
    ['08:00', null],
    ['lo', null],
  ] as const) {
    it(`${text}`, () => assert.equal(addressNumber(text), number))
  }

  it('knows networks by length and by mask', () => {
    assert.deepEqual(networkRange('192.0.2.77', 24), [0xc0000200n, 0xc00002ffn])
    assert.deepEqual(rangeOfText('10.0.0.0/255.0.0.0'), [0x0a000000n, 0x0affffffn])
    assert.deepEqual(rangeOfText('0.0.0.0/0'), [0n, 0xffffffffn])
    assert.deepEqual(rangeOfText('::1'), [1n, 1n])
    assert.deepEqual(rangeOfText('::1/ffff:ffff:ffff::'), [0n, (1n << 80n) - 1n])
    assert.equal(rangeOfText('10.0.0.0/255.0.255.0'), null)
    assert.equal(networkRange('192.0.2.0', 33), null)
    assert.equal(networkRange('host', 24), null)
  })
})
