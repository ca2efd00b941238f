import assert from 'node:assert/strict'
import { limits } from '../../src/bundle/limits.ts'

describe('bundle/limits', () => {
  it('stay below what would need the 64-bit extension of the form', () => {
    assert.ok(limits.archiveBytes < 0xffffffff && limits.fileBytes < 0xffffffff && limits.entries < 0xffff)
  })

  it('take a manifest of as many files as a bundle may hold, its quotes escaped', () => {
    const file = JSON.stringify(
      JSON.stringify({ path: 'x'.repeat(200), bytes: limits.archiveBytes, sha256: 'f'.repeat(64) }),
    )
    assert.ok(file.length * limits.entries < limits.manifestBytes)
  })

  it('leave room for both halves in the bundle that is made of them', () => {
    const besides = 100
    assert.ok(2 * limits.halfTapes + besides <= limits.entries)
  })
})
