import assert from 'node:assert/strict'
import { rawProbe, readerOf } from '../../src/explain/readers.ts'
import { type Protocol, protocols } from '../../src/plan/session.ts'

const readerFor = (protocol: Protocol, probe = 'any') => readerOf({ probe, row: { protocol } })

describe('explain/readers', () => {
  it('reads the mail protocols, each the same in clear and inside TLS', () => {
    const read = protocols.filter(protocol => readerFor(protocol) !== null)
    assert.deepEqual(read, ['smtp', 'smtps', 'imap', 'imaps', 'pop3', 'pop3s'])
    for (const protocol of ['smtp', 'imap', 'pop3'] as const)
      assert.equal(readerFor(protocol), readerFor(`${protocol}s`))
    assert.equal(new Set(read.map(protocol => readerFor(protocol))).size, 3)
  })

  it('takes the raw probe for bytes whatever the port speaks', () => {
    for (const protocol of protocols) assert.equal(readerFor(protocol, rawProbe), null)
  })
})
