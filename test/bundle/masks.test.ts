import assert from 'node:assert/strict'
import { redactionOf } from '../../src/bundle/masks.ts'
import { mapDigest, masksFor } from '../../src/redaction/map.ts'

describe('bundle/masks', () => {
  it('tells by which map and what stands there now, and never what stood there', () => {
    const map = masksFor({ addresses: ['192.0.2.7'], names: ['mx.corp-mail.de'] }, new Uint8Array(16))
    const told = redactionOf(map)
    assert.equal(told?.sha256, mapDigest(map))
    assert.deepEqual(
      told?.masked,
      map.map(({ kind, mask }) => ({ kind, mask })),
    )
    assert.doesNotMatch(JSON.stringify(told), /192\.0\.2\.7|corp-mail/)
  })

  it('tells a map without masks from no map at all', () => {
    assert.deepEqual(redactionOf([])?.masked, [])
    assert.equal(redactionOf(null), null)
  })
})
