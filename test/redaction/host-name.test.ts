import assert from 'node:assert/strict'
import { hiddenHostName } from '../../src/redaction/host-name.ts'
import { masksFor } from '../../src/redaction/map.ts'

const map = masksFor({ addresses: [], names: ['mx.corp-mail.de'] }, new Uint8Array(32).fill(1))

describe('redaction/host-name', () => {
  it('masks a name as every other place of the bundle has it', () => {
    assert.equal(hiddenHostName('mx.corp-mail.de', map), map[0]?.mask)
  })

  it('strikes out a single word, and keeps its length', () => {
    assert.equal(hiddenHostName('Mail-7', map), 'Xxxx-0')
    assert.equal(hiddenHostName('', map), '')
  })

  it('leaves a name with dots alone that tells nothing', () => {
    assert.equal(hiddenHostName('localhost.localdomain', []), 'localhost.localdomain')
  })
})
