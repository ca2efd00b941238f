import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { createCodes } from '../../src/control/codes.ts'
import { mintPairing, pskOf } from '../../src/control/pairing.ts'

const now = new Date('2026-11-05T10:00:00Z')
const later = new Date('2026-11-05T13:00:00Z')

function mint(lifeMs = 7_200_000) {
  const random = (count: number) => new Uint8Array(randomBytes(count))
  return mintPairing({ controlPorts: [30443], addresses: [], lifeMs, now, random })
}

describe('codes', () => {
  it('knows the key and the state of a code', () => {
    const codes = createCodes()
    const pairing = mint()
    assert.equal(codes.state(pairing.keyId, now), 'unknown')
    assert.equal(codes.lookup(pairing.keyId), null)
    codes.add(pairing, now)
    assert.equal(codes.state(pairing.keyId, now), 'good')
    assert.deepEqual(codes.lookup(pairing.keyId), { psk: pskOf(pairing) })
    assert.throws(() => codes.add(pairing, now), /already/)
  })

  it('keeps expired and revoked codes, so that their holders can be told', () => {
    const codes = createCodes()
    const pairing = mint()
    codes.add(pairing, now)
    assert.equal(codes.state(pairing.keyId, later), 'expired')
    assert.equal(codes.revoke(pairing.keyId), true)
    assert.equal(codes.state(pairing.keyId, now), 'revoked')
    assert.equal(codes.state(pairing.keyId, later), 'revoked')
    assert.deepEqual(codes.lookup(pairing.keyId), { psk: pskOf(pairing) })
    assert.equal(codes.revoke('unknown'), false)
  })

  it('pins a code to the first client that uses it', () => {
    const codes = createCodes()
    const pairing = mint()
    codes.add(pairing, now)
    assert.equal(codes.pin(pairing.keyId, 'aa'), 'pinned')
    assert.equal(codes.pin(pairing.keyId, 'aa'), 'same')
    assert.equal(codes.pin(pairing.keyId, 'bb'), 'other')
    assert.equal(codes.pin('unknown', 'aa'), 'other')
  })

  it('lists what can be shown, and no secret', () => {
    const codes = createCodes()
    const pairing = mint()
    codes.add(pairing, now)
    codes.pin(pairing.keyId, 'aa')
    assert.deepEqual(codes.list(), [
      { keyId: pairing.keyId, expiresAt: pairing.expiresAt, revoked: false, pinnedTo: 'aa' },
    ])
  })

  it('forgets the oldest code that is no longer good when it is full, never a good one', () => {
    const codes = createCodes(2)
    const [first, second, third, fourth] = [mint(), mint(1000), mint(), mint()]
    codes.add(first, now)
    codes.add(second, now)
    assert.throws(() => codes.add(third, now), /2 pairing codes are good already; revoke one first/)
    const soon = new Date(now.getTime() + 2000)
    codes.add(third, soon)
    assert.deepEqual(
      codes.list().map(code => code.keyId),
      [first.keyId, third.keyId],
    )
    codes.revoke(first.keyId)
    codes.add(fourth, soon)
    assert.deepEqual(
      codes.list().map(code => code.keyId),
      [third.keyId, fourth.keyId],
    )
  })
})
