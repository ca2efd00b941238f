import assert from 'node:assert/strict'
import fc from 'fast-check'
import { addressOfBytes, bytesOfAddress, callerOf, plainAddress } from '../../src/control/address.ts'
import { ControlError } from '../../src/control/errors.ts'

describe('address', () => {
  const spellings: readonly (readonly [string, string])[] = [
    ['192.0.2.1', '192.0.2.1'],
    ['::', '::'],
    ['::1', '::1'],
    ['2001:0DB8:0:0:0:0:0:25', '2001:db8::25'],
    ['2001:db8::', '2001:db8::'],
    ['1:2:3:4:5:6:7:8', '1:2:3:4:5:6:7:8'],
  ]
  for (const [literal, short] of spellings) {
    it(`reads ${literal}`, () => assert.equal(addressOfBytes(bytesOfAddress(literal)), short))
  }

  it('gives back any 4 and any 16 bytes', () => {
    const bytes = fc.oneof(
      fc.uint8Array({ minLength: 4, maxLength: 4 }),
      fc.uint8Array({ minLength: 16, maxLength: 16 }),
    )
    fc.assert(fc.property(bytes, some => assert.deepEqual(bytesOfAddress(addressOfBytes(some)), new Uint8Array(some))))
  })

  it('refuses what is not an address literal', () => {
    for (const text of ['', 'mail.example', '1.2.3', 'fe80::1%eth0', '1.2.3.4.5']) {
      assert.throws(() => bytesOfAddress(text), ControlError)
    }
  })

  it('spells each address in one way', () => {
    assert.equal(plainAddress('::ffff:192.0.2.1'), '192.0.2.1')
    assert.equal(plainAddress('FE80::1%eth0'), 'fe80::1')
    assert.equal(plainAddress('192.0.2.1'), '192.0.2.1')
    assert.equal(plainAddress(''), '')
  })

  it('takes an IPv6 /64 for one caller', () => {
    assert.equal(callerOf('2001:db8:1:2:3:4:5:6'), '2001:db8:1:2::/64')
    assert.equal(callerOf('2001:db8:1:2::9'), '2001:db8:1:2::/64')
    assert.equal(callerOf('::ffff:192.0.2.1'), '192.0.2.1')
  })
})
