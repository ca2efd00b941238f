import assert from 'node:assert/strict'
import { understand } from '../../src/control/versions.ts'

describe('versions', () => {
  const old = { protocol: 1, release: '0.1.0' }
  const young = { protocol: 2, release: '0.9.0' }

  it('says nothing when the protocol is the same', () => {
    assert.equal(understand({ ...old, program: 'client' }, { ...young, protocol: 1 }), null)
  })

  it('names both releases and the end that must be updated, the same line at both ends', () => {
    const line =
      'the responder (pathproof 0.1.0) is too old for the client (pathproof 0.9.0); update pathproof on the mail server'
    assert.equal(understand({ ...young, program: 'client' }, old), line)
    assert.equal(understand({ ...old, program: 'responder' }, young), line)
    assert.match(
      understand({ ...old, program: 'client' }, young) ?? '',
      /^the client .*0\.1\.0.* on the machine where the check is run$/,
    )
  })

  it("lets nothing of the far end's word act on a terminal", () => {
    assert.match(
      understand({ ...old, program: 'client' }, { protocol: 2, release: '\u001b[2J\n' }) ?? '',
      /\(pathproof 2J\)/,
    )
    assert.match(understand({ ...old, program: 'client' }, { protocol: 2, release: '' }) ?? '', /of an unknown release/)
  })
})
