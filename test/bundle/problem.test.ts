import assert from 'node:assert/strict'
import { signers } from '../../src/bundle/layout.ts'
import { halfName } from '../../src/bundle/problem.ts'

describe('bundle/problem', () => {
  it('calls each signer’s part by a name of its own', () => {
    assert.deepEqual(signers.map(halfName), ["the client's half", "the responder's half", "the merger's part"])
  })
})
